"""Which manifests belong together, and in which order cargo reads them (`core/workspace.rs` of cargo 1.95)."""

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.toml_file import read_toml

MANIFEST = "Cargo.toml"


def find_manifest(folder: str) -> str:
    """Return the path of the manifest in `folder` or the nearest folder above it.

    Raises CargoError with cargo's sentence where there is none.
    """
    misspelt = False
    for current in _upwards(folder):
        path = os.path.join(current, MANIFEST)
        if os.path.exists(path):
            return path
        misspelt = misspelt or os.path.exists(os.path.join(current, "cargo.toml"))
    hint = ", but found cargo.toml please try to rename it to Cargo.toml" if misspelt else ""
    sentence = f"could not find `{MANIFEST}` in `{folder}` or any parent directory{hint}"
    raise CargoError(sentence, place=Place(folder))


class Workspace:
    """The workspace that cargo finds from one manifest: that manifest alone where there is none.

    current: the manifest that cargo started from; root: the workspace's root, or None.
    members: the manifests of the workspace, packages and a virtual root, in cargo's order.
    loaded: every manifest that was read, by path, in the order of reading.
    named_at: for a manifest, the place that leads to it; only the first one has none.
    contexts: for a manifest, the outer layers of an error in it, such as `failed to load manifest for ...`.
    errors: what is wrong with the workspace as such.
    """

    def __init__(self, manifest_path: str, cargo_home: str = "") -> None:
        self.cargo_home = cargo_home
        self.members: list[Manifest] = []
        self.loaded: dict[str, Manifest] = {}
        self.named_at: dict[str, Place] = {}
        self.contexts: dict[str, tuple[str, ...]] = {}
        self.errors: list[CargoError] = []
        self.root: Manifest | None = None
        self._paths: set[str] = set()
        self.current = self._load(manifest_path, (), Place(manifest_path))
        self.root = self._find_root()
        if self.root is None:
            self.members.append(self.current)
            return
        for manifest in self.loaded.values():
            manifest.root = self.root
        listed = self.root.workspace or {}
        for number, folder, glob in member_folders(self.root, _strings(listed.get("members"))):
            via = f" via `{glob}`" if glob else ""
            context = f"failed to load manifest for workspace member `{folder}`\nreferenced{via} by workspace at"
            named_at = self.root.place("workspace", "members", number)
            self._add_members(self.root, _Named(folder, (f"{context} `{self.root.path}`",), named_at))
        self._add_members(self.root, _Named(self.root.folder, (), self.root.place()))
        self._validate(self.root)

    @property
    def packages(self) -> list[Manifest]:
        """The members that are packages."""
        return [member for member in self.members if member.package is not None]

    @property
    def is_virtual(self) -> bool:
        """Whether the root has no package of its own."""
        return self.root is not None and self.root.package is None

    @property
    def default_members(self) -> list[Manifest]:
        """The packages that a command without `-p` and `--workspace` is about."""
        if self.root is not self.current or self.root is None:
            return [self.current]
        listed = self.root.workspace or {}
        if "default-members" in listed:
            found = member_folders(self.root, _strings(listed["default-members"]))
            folders = {os.path.normpath(folder) for _, folder, _ in found}
            return [member for member in self.packages if member.folder in folders]
        return self.packages if self.is_virtual else [self.current]

    def sibling(self, folder: str) -> Manifest | None:
        """Return the manifest in `folder`, a member or not, or None where none can be read."""
        path = os.path.join(folder, MANIFEST)
        manifest = self.loaded.get(path)
        if manifest is None and os.path.isfile(path):
            manifest = Manifest(read_toml(path))
            manifest.root = self.root if self.root and folder.startswith(self.root.folder + os.sep) else None
        return manifest if manifest is not None and manifest.file.problem is None else None

    def _load(self, path: str, context: tuple[str, ...], named_at: Place) -> Manifest:
        manifest = self.loaded.get(path)
        if manifest is None:
            manifest = self.loaded[path] = Manifest(read_toml(path))
            self.contexts[path] = context
            self.named_at[path] = named_at
            manifest.root = self.root
        return manifest

    def _find_root(self) -> Manifest | None:
        if self.current.workspace is not None:
            return self.current
        pointer = (self.current.package or {}).get("workspace")
        if isinstance(pointer, str):
            path = os.path.normpath(os.path.join(self.current.folder, pointer, MANIFEST))
            return self._load(path, (), self.current.place("package", "workspace"))
        return self._root_above(self.current)

    def _root_above(self, manifest: Manifest) -> Manifest | None:
        last = manifest.folder
        for folder in list(_upwards(manifest.folder))[1:]:
            if last == self.cargo_home or folder.endswith(os.path.join("target", "package")):
                return None
            path = os.path.join(folder, MANIFEST)
            if os.path.exists(path):
                above = self._load(path, (), Place(path))
                if above.workspace is not None and not is_excluded(above, manifest.path):
                    return above
                if above.file.problem is not None:
                    return None  # cargo stops with that problem
            last = folder
        return None

    def _add_members(self, root: Manifest, first: "_Named") -> None:
        """Add the package that is named, and those that it leads to by path dependencies within the workspace."""
        waiting = [first]
        while waiting:
            named = waiting.pop()
            path = os.path.join(named.folder, MANIFEST)
            if path in self._paths or is_excluded(root, path):
                continue
            if named is not first and not path.startswith(root.folder + os.sep):
                continue
            manifest = self._load(path, named.context, named.place)
            self.members.append(manifest)
            self._paths.add(path)
            if manifest.package is not None:
                waiting += reversed([*self._path_dependencies(manifest, named.context)])

    def _path_dependencies(self, manifest: Manifest, context: tuple[str, ...]) -> Iterator["_Named"]:
        for dependency in manifest.notable_dependencies:
            folder = dependency.folder
            if folder is None or dependency.error is not None or os.path.join(folder, MANIFEST) in self._paths:
                continue
            inner = f"failed to load manifest for dependency `{dependency.package_name}`"
            yield _Named(folder, (*context, inner), dependency.place("path"))

    def _validate(self, root: Manifest) -> None:
        """Check what cargo checks once all members are known; the first error is the one it prints."""
        names: dict[str, Manifest] = {}
        for member in sorted(self.packages, key=lambda manifest: manifest.path):
            old = names.setdefault(member.name, member)
            if member.name and old is not member:
                both = f"two packages named `{member.name}` in this workspace:\n- {old.path}\n- {member.path}"
                self.errors.append(CargoError(both, place=member.place("package", "name")))
        roots = [member.folder for member in self.members if member.workspace is not None]
        if root.workspace is not None and len(roots) > 1:
            lines = "\n".join(f"  {folder}" for folder in roots)
            place = root.place("workspace", part="key")
            self.errors.append(
                CargoError(f"multiple workspace roots found in the same workspace:\n{lines}", place=place)
            )
        if root.file.problem is None and self.current.path not in self._paths:
            self.errors.append(self._not_a_member(root))

    def _not_a_member(self, root: Manifest) -> CargoError:
        relative = os.path.relpath(self.current.folder, root.folder)
        listed = root.package is None or "members" in (root.workspace or {})
        fix = (
            f"this may be fixable by adding `{relative}` to the `workspace.members` array of the manifest located at: "
            if listed
            else "this may be fixable by ensuring that this crate is depended on by the workspace root: "
        )
        return CargoError(
            f"current package believes it's in a workspace when it's not:\ncurrent:   {self.current.path}\n"
            f"workspace: {root.path}\n\n{fix}{root.path}\n"
            "Alternatively, to keep it out of the workspace, add the package to the `workspace.exclude` array, "
            "or add an empty `[workspace]` table to the package's manifest.",
            place=self.current.place("package", part="key"),
        )


class _Named(NamedTuple):
    """A folder that is to hold a member, and what named it."""

    folder: str
    context: tuple[str, ...]
    place: Place


def member_folders(root: Manifest, patterns: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (number of the entry, folder, glob) for `members`; glob is "" where an entry names the folder itself."""
    for number, pattern in enumerate(patterns):
        whole = os.path.join(root.folder, pattern)
        found = _expanded(whole)
        if not found:
            yield number, os.path.normpath(whole), ""
        used = len(found) > 1 or (found and found[0] != whole)
        for folder in found:
            if os.path.isdir(folder):
                yield number, os.path.normpath(folder), pattern if used else ""


def is_excluded(root: Manifest, path: str) -> bool:
    """Whether `workspace.exclude` of `root` keeps the manifest at `path` out."""
    listed = root.workspace or {}
    return "exclude" in listed and _is_among(root, "exclude", path) and not _is_among(root, "members", path)


def _is_among(root: Manifest, key: str, path: str) -> bool:
    entries = _strings((root.workspace or {}).get(key))
    return any(path.startswith(os.path.normpath(os.path.join(root.folder, entry)) + os.sep) for entry in entries)


def _upwards(folder: str) -> Iterator[str]:
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _expanded(pattern: str) -> list[str]:
    if not any(char in pattern for char in "*?["):
        return [pattern] if os.path.exists(pattern) else []
    from glob import glob  # only a workspace with patterns pays for it

    return sorted(path.rstrip(os.sep) for path in glob(pattern, recursive=True, include_hidden=True))
