"""One entry of a dependency table, with what it inherits from the workspace."""

import os
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from policy.cargo.place import KeyPath, Place
from policy.cargo.refusal import CargoError

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest

# fmt: off
KEYS = frozenset({
    "version", "registry", "registry-index", "path", "base", "git", "branch", "tag", "rev", "features",
    "optional", "default-features", "default_features", "package", "public", "artifact", "lib", "target",
    "workspace",
})
# fmt: on
"""Every key that cargo 1.95 knows in a dependency's table."""


class Slot(NamedTuple):
    """Where a dependency stands in a manifest.

    kind: "normal", "dev" or "build".
    platform: the key under `[target]`, or "".
    key: the key path of the entry.
    """

    kind: str
    platform: str
    key: KeyPath


class Dependency:
    """A dependency as cargo sees it.

    name: the key in the table.
    own: the entry itself: a version string, or a table; anything else is refused elsewhere.
    spec: the entry after inheritance, always a table; empty where it cannot be had.
    inherited: whether `spec` stands in the workspace's root.
    error: why it could not be inherited.
    folder: the absolute folder that `path` names, or None.
    """

    __slots__ = ("_shared", "error", "folder", "inherited", "manifest", "name", "own", "slot", "spec")

    def __init__(self, manifest: "Manifest", name: str, slot: Slot, own: Any) -> None:
        self.manifest = manifest
        self.name = name
        self.slot = slot
        self.own = own
        self.error: CargoError | None = None
        self.inherited = isinstance(own, dict) and own.get("workspace") is True
        self._shared: Place | None = None
        self.spec: dict[str, Any] = {"version": own} if isinstance(own, str) else own if isinstance(own, dict) else {}
        if self.inherited:
            context = "error inheriting `{0}` from workspace root manifest's `workspace.dependencies.{0}`"
            try:
                self.spec, self._shared = manifest.inherited_dependency(name)
                if manifest.edition >= "2024" and _turns_defaults_off(own, self.spec):
                    place = Place(manifest.path, slot.key)
                    sentence = "`default-features = false` cannot override workspace's `default-features`"
                    wrong = CargoError(sentence, place=place, cause="invalid-manifest", subject=name)
                    self.error = wrong.under(context.format(name))
            except CargoError as error:
                self.spec, self.error = {}, error.under(context.format(name))
        path = self.spec.get("path")
        self.folder: str | None = None
        if isinstance(path, str):
            # a large workspace has many paths to the same neighbours
            self.folder = folder_named(self._shared.path if self._shared else manifest.path, path)

    @property
    def _base(self) -> Place:
        return self._shared or Place(self.manifest.path, self.slot.key)

    def text(self, key: str) -> str | None:
        """Return the string under `key`, or None where there is none."""
        value = self.spec.get(key)
        return value if isinstance(value, str) else None

    def place(self, key: str = "", part: str = "value") -> Place:
        """Return where `key` stands, in the manifest or in the workspace's root; "" is the entry as a whole."""
        return self._base.at(key, part=part) if key and key in self.spec else self._base._replace(part=part)

    @property
    def own_place(self) -> Place:
        """The entry in the manifest's own table, also where it is inherited."""
        return Place(self.manifest.path, self.slot.key, "key")

    @property
    def package_name(self) -> str:
        """The name of the package, which differs from the key where the dependency is renamed."""
        return self.text("package") or self.name

    @property
    def features(self) -> list[str]:
        """The features that are asked for, those of the workspace's entry first."""
        tables = (self.spec, self.own) if self.inherited else (self.spec,)
        lists = [table.get("features") for table in tables]
        return [one for listed in lists if isinstance(listed, list) for one in listed if isinstance(one, str)]

    @property
    def is_local(self) -> bool:
        """Whether it is a path or git dependency."""
        return "path" in self.spec or "git" in self.spec

    @property
    def is_stripped(self) -> bool:
        """Whether packaging drops it: a dev-dependency from a path or git without a version."""
        return self.slot.kind == "dev" and self.is_local and self.text("version") is None


def _turns_defaults_off(own: dict[str, Any], shared: dict[str, Any]) -> bool:
    """Whether a member wants no default features where the workspace's entry `shared` has them."""
    wanted = own.get("default-features", own.get("default_features"))
    return wanted is False and shared.get("default-features", shared.get("default_features")) is not False


def folder_named(manifest_path: str, path: str) -> str:
    """Return the absolute folder that `path` names in a manifest."""
    folder = manifest_path[: manifest_path.rindex(os.sep)]
    if path.startswith("../"):
        return _below(folder[: max(folder.rfind(os.sep), 0)], path[3:])
    return _below(folder, path)


@lru_cache(8192)
def _below(folder: str, path: str) -> str:
    return intern(os.path.normpath(f"{folder}{os.sep}{path}" if path[:1] != os.sep else path))
