"""Manifests that are like others in which there was nothing to find, so that nothing is to be found in them either."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from policy.cargo.dependency import folder_named
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.origins import Origins
from policy.cargo.told import Told
from policy.cargo.workspace import Workspace
from policy.context import Context
from policy.decisions import Allow, registries_allowed
from policy.outline import Outline, Outlines

MOST = 256
"""So many frames are remembered; where the manifests of a workspace have less in common, it is of no use."""

_FOLDERS = ("tests/", "examples/", "benches/")
_ROOTS = ("lib.rs", "main.rs", "bin/")


class Seen(NamedTuple):
    """What the manifests with one frame have in common; and `kinds`, what each of them had for dependencies.

    version: where it stands in the frame; publish, says_publish: as in `Manifest`.
    """

    version: str | None
    publish: list[str] | None
    says_publish: bool
    kinds: dict[str, set[object]]


class Alike:
    """The manifests of a workspace that were looked at.

    allow: what the policy file says of packages by their names.
    names_matter: whether a dependency on one package from crates.io is not like that on another.
    """

    def __init__(self, workspace: Workspace, allow: tuple[Allow, ...] = (), names_matter: bool = False) -> None:
        root = workspace.root or workspace.current
        shared = (root.workspace or {}).get("dependencies")
        self._workspace = workspace
        self._allow = allow
        self._names_matter = names_matter
        self._root = root
        self._outlines = Outlines(shared if isinstance(shared, Mapping) else {})
        self._seen: dict[str, Seen] = {}

    def outline(self, path: str, text: str) -> Outline | None:
        """Return the outline of the manifest at `path`, or None as `Outlines` does.

        In its frame are the files beside it, too, and what the policy file allows.
        """
        if self._names_matter or not path.startswith(self._root.folder + os.sep):
            return None  # the second may be one of another workspace
        outline = self._outlines.of(text)
        files = outline and _files_beside(path)
        if not outline or not files:
            return None
        allowed = sorted(registries_allowed(outline.name, self._allow)) if self._allow else ""
        return outline._replace(frame=f"{outline.frame}\n{files}{allowed}")

    def learn(self, outline: Outline, manifest: Manifest, context: Context) -> None:
        """Remember a manifest about which there is nothing to say.

        What is for crates.io is looked at one by one: there even a name may be wrong.
        """
        if len(self._seen) >= MOST or CRATES_IO in context.target_names(manifest):
            return
        seen = Seen(manifest.version, manifest.publish, manifest.says_publish, {})
        kinds = self._seen.setdefault(outline.frame, seen).kinds
        for table, found in outline.kinds.items():
            kinds.setdefault(table, set()).update(found)

    def told(self, path: str, outline: Outline, origins: Origins) -> Told | None:
        """Return what is to be remembered of a manifest that is like one that was looked at, None where it is not.

        Where its dependencies come from is added to `origins`.
        """
        seen = self._seen.get(outline.frame)
        if seen is None or not all(kinds <= seen.kinds[table] for table, kinds in outline.kinds.items()):
            return None
        neighbours: list[str] = []
        asked: list[str] = []
        for one in sorted(outline.neighbours):
            folder = folder_named(self._root.path if one.inherited else path, one.entry.path)
            # what another package must be like depends on where this one may go, but for a registry that is named
            if not self._workspace.is_member(folder) or not (one.entry.registry or seen.publish == []):
                return None
            neighbours += (folder, one.name)
            asked += (one.entry.version, one.entry.registry)
        origins.crates_io |= outline.crates_io
        for name, registry in outline.registered:
            origins.others.setdefault(name, set()).add(registry)
        version = outline.version or seen.version
        return Told(outline.name, version, seen.publish, seen.says_publish, tuple(neighbours), tuple(asked))


def _files_beside(path: str) -> str | None:
    """Return what there is beside the manifest at `path` that may be packed or be a target; None for uncommon things.

    Of the sources of a package only the roots of its targets count.
    """
    folder = path[: path.rindex(os.sep)]
    try:
        names = _listed(folder)
        sources = (
            [name for name in _listed(folder + os.sep + "src") if name.lower() in _ROOTS] if "src/" in names else []
        )
        targets = [name for name in names if name in _FOLDERS]
        if "bin/" in sources:
            targets.append("src/bin/")
        inside = [sorted(_listed(folder + os.sep + name)) for name in targets]
        if any(name[-1:] == "/" for listed in inside for name in listed):
            return None  # each may be a target, or not
    except (OSError, ValueError):
        return None
    return repr((sorted(names), sorted(sources), targets, inside))


def _listed(folder: str) -> list[str]:
    """Return the names in a folder, those of folders with a `/`.

    Raises OSError where it cannot be read, and ValueError where a name is a link or something else uncommon.
    """
    names = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                names.append(entry.name)
            elif entry.is_dir(follow_symlinks=False):
                names.append(entry.name + "/")
            else:
                raise ValueError(entry.name)
    return names
