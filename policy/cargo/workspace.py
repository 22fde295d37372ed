"""Which manifests belong together, and in which order cargo reads them (`core/workspace.rs` of cargo 1.95)."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from policy.cargo.manifest import Manifest
from policy.cargo.members import is_excluded, member_folders, pattern_error
from policy.cargo.origins import Origins
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.toml_file import read_toml
from policy.cargo.upwards import MANIFEST, upwards

PassOver = Callable[["Workspace", list[str]], Iterable[Manifest]]
"""Called with a workspace whose root is known, and the paths of the manifests that its `members` mean.

Returns those of them, without their documents, about which nothing will have to be said.
"""


class Workspace:
    """The workspace that cargo finds from one manifest: that manifest alone where there is none.

    current: the manifest that cargo started from; root: the workspace's root, or None.
    members: the manifests of the workspace, packages and a virtual root, in cargo's order; folders: theirs.
    loaded: every manifest that was read, by path, in the order of reading.
    leading: how many of them were read to find the root.
    unfound: how many of the errors come while cargo looks for the members, before it reads more of the config.
    passed: the manifests that were passed over, by path; `suspects` are the others.
    read: manifests that were read ahead, and are loaded as soon as something leads to them.
    origins: where the packages that were passed over take theirs from.
    to_read: while they are looked at, the paths of all manifests that will belong to the workspace.
    contexts: for a manifest, the outer layers of an error in it, such as `failed to load manifest for ...`.
    errors: what is wrong with the workspace as such.
    """

    def __init__(self, manifest_path: str, cargo_home: str = "", pass_over: PassOver | None = None) -> None:
        self.cargo_home = cargo_home
        self.members: list[Manifest] = []
        self.loaded: dict[str, Manifest] = {}
        self.passed: dict[str, Manifest] = {}
        self.to_read: frozenset[str] = frozenset()
        self.read: dict[str, Manifest] = {}
        self.origins = Origins()
        self._named_by: dict[str, Place | Manifest] = {}
        self.contexts: dict[str, tuple[str, ...]] = {}
        self.errors: list[CargoError] = []
        self.unfound = 0
        self.root: Manifest | None = None
        self.folders: set[str] = set()
        self._siblings: dict[str, Manifest] = {}
        self.current = self._load(manifest_path, (), Place(manifest_path))
        self.root = self._find_root()
        self.leading = len(self.loaded)
        if self.root is not None and self.root.workspace is None:
            if self.root.file.problem is None:
                sentence = f"root of a workspace inferred but wasn't a root: {self.root.path}"
                self.errors.append(CargoError(sentence, place=self.named_at(self.root), cause="invalid-workspace"))
                self.unfound = len(self.errors)
            self.root = None
        if self.root is None:
            self.members.append(self.current)
            return
        for manifest in self.loaded.values():
            manifest.root = manifest if manifest.workspace is not None else self.root
        if wrong := pattern_error(self.root):
            place = self.root.place("workspace", "members", wrong[0])
            self.errors.append(CargoError(*wrong[1], place=place, cause="invalid-workspace"))
            self.unfound = len(self.errors)
            return
        listed = list(member_folders(self.root, "members"))
        if pass_over is not None:
            folders = dict.fromkeys(os.path.normpath(folder) for _, folder, _ in listed)
            self.to_read = frozenset(os.path.join(folder, MANIFEST) for folder in folders) - self.loaded.keys()
            self.passed = {one.path: one for one in pass_over(self, sorted(self.to_read))}
            self.to_read = frozenset()
        for number, folder, glob in listed:
            via = f" via `{glob}`" if glob else ""
            context = f"failed to load manifest for workspace member `{folder}`\nreferenced{via} by workspace at"
            named_at = self.root.place("workspace", "members", number)
            named = _Named(os.path.normpath(folder), (f"{context} `{self.root.path}`",), named_at)
            self._add_members(self.root, named)
        self._add_members(self.root, _Named(self.root.folder, (), self.root.place()))
        from policy.cargo.membership import membership_errors, strange_default_members  # a package alone does without

        self.errors += strange_default_members(self, self.root)
        self.unfound = len(self.errors)
        self.errors += membership_errors(self, self.root)

    @property
    def packages(self) -> list[Manifest]:
        """The members that are packages."""
        return [member for member in self.members if member.is_package]

    def member_folders(self) -> set[str]:
        """Return the folders of all members; while they are being read, of those that the root names."""
        return {os.path.dirname(path) for path in (*self.to_read, *(member.path for member in self.members))}

    @property
    def suspects(self) -> list[Manifest]:
        """The packages that were not passed over: those in which there may be something to find."""
        return [one for one in self.packages if one.path not in self.passed] if self.passed else self.packages

    def part(self, manifests: list[Manifest]) -> "Workspace":
        """Return this workspace as if it had only these members, to look at each of them by itself."""
        part = object.__new__(Workspace)
        part.__dict__.update(self.__dict__)
        part.members = manifests
        part.loaded = {manifest.path: manifest for manifest in manifests}
        part.contexts = dict.fromkeys(part.loaded, ())
        part.errors = []
        return part

    def is_member(self, folder: str) -> bool:
        """Whether the manifest in `folder` is one that is read with the workspace."""
        path = f"{folder}{os.sep}{MANIFEST}"
        return path in self.loaded or path in self.to_read

    def named_at(self, manifest: Manifest) -> Place:
        """Return the place that leads to a manifest; for the first one it is the manifest itself."""
        by = self._named_by.get(manifest.path, manifest.place())
        if isinstance(by, Manifest):
            places = (one.place("path") for one in by.notable_dependencies if one.folder == manifest.folder)
            return next(places, by.place())
        return by

    @property
    def is_virtual(self) -> bool:
        """Whether the root has no package of its own."""
        return self.root is not None and self.root.package is None

    @property
    def default_members(self) -> list[Manifest]:
        """The packages that a command without `-p` and `--workspace` is about."""
        if self.root is not self.current or self.root is None:
            return [self.current]
        if "default-members" in (self.root.workspace or {}):
            folders = {os.path.normpath(folder) for _, folder, _ in member_folders(self.root, "default-members")}
            return [member for member in self.packages if member.folder in folders]
        return self.packages if self.is_virtual else [self.current]

    @property
    def siblings(self) -> Collection[Manifest]:
        """The manifests that `sibling` has read and that are no members."""
        return self._siblings.values()

    def sibling(self, folder: str) -> Manifest | None:
        """Return the manifest in `folder`, a member or not, or None where none can be read."""
        path = f"{folder}{os.sep}{MANIFEST}"  # a large workspace asks often, and `join` takes its time
        if path in self.passed:
            return self.passed[path]
        manifest = self.loaded.get(path) or self._siblings.get(path)
        if manifest is None and os.path.isfile(path):
            manifest = self._siblings[path] = Manifest(read_toml(path))
            manifest.root = self.root_of(manifest)
        return manifest if manifest is not None and manifest.file.problem is None else None

    def root_of(self, sibling: Manifest) -> Manifest | None:
        """Return the root of the workspace that `sibling` belongs to, which need not be this one."""
        if sibling.workspace is not None:
            return sibling
        pointer = (sibling.package or {}).get("workspace")
        above = [os.path.normpath(os.path.join(sibling.folder, pointer))] if isinstance(pointer, str) else None
        for folder in above or list(upwards(sibling.folder))[1:]:
            path = os.path.join(folder, MANIFEST)
            root = self.loaded.get(path) or self._siblings.get(path)
            if root is None and os.path.isfile(path):
                root = self._siblings[path] = Manifest(read_toml(path))
            if root is not None and root.workspace is not None and not is_excluded(root, sibling.path):
                return root
            if root is not None and isinstance((root.package or {}).get("workspace"), str) and above is None:
                return self.root_of(root)
        return None

    def _load(self, path: str, context: tuple[str, ...], named_by: Place | Manifest) -> Manifest:
        manifest = self.loaded.get(path)
        if manifest is None and path in self.passed:
            manifest = self.loaded[path] = self.passed[path]
        if manifest is None:
            manifest = self.loaded[path] = self.read.get(path) or Manifest(read_toml(path))
            self.contexts[path] = context
            self._named_by[path] = named_by
            manifest.root = manifest if manifest.workspace is not None else self.root
        return manifest

    def _find_root(self) -> Manifest | None:
        if self.current.workspace is not None:
            return self.current
        return self._pointed_at(self.current) or self._root_above(self.current)

    def _pointed_at(self, manifest: Manifest) -> Manifest | None:
        """Return the root that `package.workspace` of `manifest` names, a root or not; None where it names none."""
        pointer = (manifest.package or {}).get("workspace")
        if not isinstance(pointer, str):
            return None
        path = os.path.normpath(os.path.join(manifest.folder, pointer, MANIFEST))
        root = self._load(path, (), manifest.place("package", "workspace"))
        if root is manifest:
            self._named_by[path] = manifest.place("package", "workspace")
        return root

    def _root_above(self, manifest: Manifest) -> Manifest | None:
        last = manifest.folder
        for folder in list(upwards(manifest.folder))[1:]:
            if last == self.cargo_home or folder.endswith(os.path.join("target", "package")):
                return None
            path = os.path.join(folder, MANIFEST)
            if os.path.exists(path):
                above = self._load(path, (), Place(path))
                if above.workspace is not None and not is_excluded(above, manifest.path):
                    return above
                if above.file.problem is not None:
                    return None  # cargo stops with that problem
                if above.workspace is None and (root := self._pointed_at(above)):
                    return root
            last = folder
        return None

    def _add_members(self, root: Manifest, first: "_Named") -> None:
        """Add the package that is named, and those that it leads to by path dependencies within the workspace."""
        waiting = [first]
        while waiting:
            named = waiting.pop()
            path = os.path.join(named.folder, MANIFEST)
            if named.folder in self.folders or is_excluded(root, path):
                continue
            is_outside = named is not first and not path.startswith(root.folder + os.sep)
            if is_outside and not self._belongs_to(root, path, named):
                continue
            manifest = self._load(path, named.context, named.by)
            self.members.append(manifest)
            self.folders.add(named.folder)
            if manifest.is_package:
                waiting += reversed([*self._path_dependencies(manifest, named.context)])

    def _belongs_to(self, root: Manifest, path: str, named: "_Named") -> bool:
        """Whether a package outside of the root's folder is a member all the same, because it points to the root."""
        manifest = self._load(path, named.context, named.by)
        if manifest.file.problem is not None:
            return False
        manifest.root = self.root_of(manifest)
        return manifest.root is root

    def _path_dependencies(self, manifest: Manifest, context: tuple[str, ...]) -> Iterator["_Named"]:
        neighbours = iter(manifest.neighbours)
        for folder, name in zip(neighbours, neighbours, strict=True):
            if folder not in self.folders:
                yield _Named(folder, (*context, f"failed to load manifest for dependency `{name}`"), manifest)


class _Named(NamedTuple):
    """A folder that is to hold a member, and what named it: a place, or a dependency of a manifest."""

    folder: str
    context: tuple[str, ...]
    by: Place | Manifest
