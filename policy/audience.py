"""Whom the packages of a workspace are made for, where they do not say so by `publish`."""

from functools import cached_property

from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.workspace import Workspace
from policy.lost_restriction import is_lost

UNRESTRICTED = "missing-publish-restriction"

_UNPUBLISHED = ("path-dependency-without-version", "git-dependency-without-version", "cross-registry-dependency")
_SHOWCASE = ("repository", "homepage", "documentation", "keywords", "categories")
_UNRELEASED = "0.0.0"


class Audience:
    """What can be told from the manifests of a workspace."""

    def __init__(self, workspace: Workspace | None) -> None:
        self._packages = workspace.packages if workspace else []
        self._passed = workspace.passed if workspace else {}

    def is_at_home(self, package: Manifest) -> bool:
        """Whether `package` looks like a part of its workspace that was never meant to leave it.

        It does not say where it may be published, has not what crates.io demands or the version of what is never
        released, and no package for crates.io asks for a version of it. A package alone may be the beginning of one
        for the public, which is not told by what it lacks.
        """
        if len(self._packages) < 2 or package.path in self._passed:
            return False
        return self._seems_at_home(package) and package.folder not in self._asked_for

    def blamed(self, package: Manifest, refusal: Refusal) -> Refusal:
        """Return a refusal of publishing `package`, which is not the mistake where the package is to stay at home."""
        if (refusal.cause in _UNPUBLISHED or refusal.phase == Phase.UPLOAD) and self.is_at_home(package):
            return refusal._replace(cause=UNRESTRICTED, place=package.place(package.package_key, "name"))
        return refusal

    def _seems_at_home(self, package: Manifest) -> bool:
        if package.publish is not None or package.says_publish or is_lost(package):
            return False
        if package.version == _UNRELEASED:
            return True
        own = package.package or {}
        return bool(lacks(package)) and not any(isinstance(own.get(key), (str, list)) for key in _SHOWCASE)

    @cached_property
    def _asked_for(self) -> set[str]:
        """The folders of the packages of which a package for crates.io asks for a version, and what these ask for."""
        by_folder = {package.folder: package for package in self._packages}
        # what was passed over would have been kept if crates.io demanded anything more of it
        public = (one for one in self._packages if one.path in self._passed or not self._seems_at_home(one))
        waiting = [one for one in public if _may_leave(one)]
        found: set[str] = set()
        while waiting:
            package = waiting.pop()
            asked = zip(package.neighbours[::2], package.asked[::2], package.asked[1::2], strict=True)
            for folder, version, registry in asked:
                if version and registry in ("", CRATES_IO) and folder not in found:
                    found.add(folder)
                    waiting += [by_folder[folder]] if folder in by_folder else []
        return found


def lacks(package: Manifest) -> list[str]:
    """Return what crates.io demands and `package` neither has nor means to inherit: of description and license."""
    own = package.package or {}
    missing = []
    for name, keys in (("description", ("description",)), ("license", ("license", "license-file"))):
        fields = [(key, package.known_field(key)) for key in keys]
        if not any(key in own if field is None else field.value for key, field in fields):
            missing.append(name)
    return missing


def _may_leave(package: Manifest) -> bool:
    return package.publish is None or CRATES_IO in package.publish
