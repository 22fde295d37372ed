"""One Cargo.toml, with what it inherits from the workspace's root (`util/toml/mod.rs` of cargo 1.95)."""

import os
from collections.abc import Iterator
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from policy.cargo.dependency import Dependency, Slot
from policy.cargo.dependency_tables import DependencyTable, dependency_tables
from policy.cargo.once import once
from policy.cargo.place import Place
from policy.cargo.plain_dependency import is_optional, is_plain, is_requirement, remarkable
from policy.cargo.refusal import CargoError
from policy.cargo.targets import Targets
from policy.cargo.toml_file import TomlFile, read_toml

if TYPE_CHECKING:
    from policy.cargo.told import Told

_EDITIONS = ("2015", "2018", "2021", "2024", "future")


class Field(NamedTuple):
    """A value of `[package]` and where it stands, which is the workspace's root where it is inherited."""

    value: Any
    place: Place
    inherited: bool


class Manifest:
    """A manifest, real or virtual.

    path: absolute; folder: the folder it is in.
    file: with the document; read again when it is asked for after it was forgotten.
    data: the parsed document; empty where it does not parse.
    root: the manifest of the workspace it belongs to, itself included; None outside a workspace.
    """

    def __init__(self, file: TomlFile, root: "Manifest | None" = None) -> None:
        self.file = file
        self.path = file.path
        self.folder = _folder_of(file.path)
        self.data = file.data
        self.root = root

    @classmethod
    def remembered(cls, path: str, told: "Told", root: "Manifest") -> "Manifest":
        """Return the manifest at `path` with what is known of it; the rest of it is read when it is asked for."""
        manifest = cls.__new__(cls)
        manifest.path = path
        manifest.folder = _folder_of(path)
        manifest.root = root
        manifest.is_package = True
        manifest.__dict__.update(told._asdict())
        return manifest

    @property
    def told(self) -> "Told":
        """What is to be remembered of this manifest."""
        from policy.cargo.told import Told  # only a large workspace is remembered

        return Told(self.name, self.version, self.publish, self.says_publish, self.neighbours, self.asked)

    @once
    def file(self) -> TomlFile:
        """The file."""
        return read_toml(self.path)

    @once
    def data(self) -> dict[str, Any]:
        """The document."""
        return self.file.data

    @once
    def package_key(self) -> str:
        """The name of the package table: `package`, or `project` as it was once called."""
        return "project" if "package" not in self.data and "project" in self.data else "package"

    @once
    def package(self) -> dict[str, Any] | None:
        """The package table, or None for a virtual manifest."""
        return _table(self.data, self.package_key)

    @once
    def is_package(self) -> bool:
        """Whether there is a package in it."""
        return self.package is not None

    @once
    def workspace(self) -> dict[str, Any] | None:
        """The `[workspace]` table, or None."""
        return _table(self.data, "workspace")

    @once
    def name(self) -> str:
        """The package's name; "" where there is none."""
        name = (self.package or {}).get("name")
        return name if isinstance(name, str) else ""

    @once
    def version(self) -> str | None:
        """The package's version, inherited or not."""
        field = self.known_field("version")
        return field.value if field and isinstance(field.value, str) else None

    @once
    def edition(self) -> str:
        """The edition; 2015 where none is given, or one that cargo does not know: it says so only later."""
        field = self.known_field("edition")
        return field.value if field and field.value in _EDITIONS else "2015"

    @once
    def publish(self) -> list[str] | None:
        """The registries that `package.publish` allows: None for any, an empty list for none at all.

        None at all, too, for a value that cargo does not take: every command stops there.
        """
        field = self.known_field("publish")
        if field is None:
            return None if self.version is not None else []
        if isinstance(field.value, list):
            return [name for name in field.value if isinstance(name, str)]
        return None if field.value is True else []

    @once
    def says_publish(self) -> bool:
        """Whether `package.publish` is there, or can be inherited where it says so."""
        return self.known_field("publish") is not None

    @property
    def shown(self) -> str:
        """How cargo names a package in a folder."""
        return f"{self.name} v{self.version or '0.0.0'} ({self.folder})"

    @once
    def neighbours(self) -> tuple[str, ...]:
        """The folder and the package's name of each path dependency that can be had, one after the other."""
        found: list[str] = []
        for dependency in self.notable_dependencies:
            if dependency.folder is not None and dependency.error is None:
                found += (dependency.folder, intern(dependency.package_name))
        return tuple(found)

    @once
    def targets(self) -> Targets:
        """What the package consists of; its folders are read for it."""
        return Targets(self)

    def place(self, *key: str | int, part: str = "value") -> Place:
        """Return the place of a key path in this file."""
        return Place(self.path, key, part)

    def field(self, key: str) -> Field | None:
        """Return a field of `[package]` after inheritance; raises CargoError where it cannot be inherited."""
        package = self.package
        if package is None or key not in package:
            return None
        own, place = package[key], self.place(self.package_key, key)
        if not (isinstance(own, dict) and own.get("workspace") is True):
            return Field(own, place, False)
        context = f"error inheriting `{key}` from workspace root manifest's `workspace.package.{key}`"
        if self.root is None:
            raise self.without_root(key, place, context)
        inherited = _table(self.root.workspace or {}, "package") or {}
        if key == "readme" and key not in inherited and (name := self._readme_above()):
            return Field(name, self.root.place("workspace"), True)  # as if the root were a package
        if key not in inherited or (key == "readme" and inherited[key] is False):
            raise _undefined(key, place, context, f"`workspace.package.{key}` was not defined")
        return Field(inherited[key], self.root.place("workspace", "package", key), True)

    def _readme_above(self) -> str | None:
        """Return the readme that the root would have if it were a package."""
        from policy.cargo.readme import default_readme  # few members inherit what the root does not have

        return None if self.root is None else default_readme(self.root.folder)

    def without_root(self, subject: str, place: Place, *context: str) -> CargoError:
        """Return what cargo says where `subject` is to be inherited and there is no workspace to inherit it from."""
        pointer = (self.package or {}).get("workspace")
        if not isinstance(pointer, str):
            return _undefined(subject, place, *context, "failed to find a workspace root")
        named = os.path.normpath(os.path.join(self.folder, pointer, "Cargo.toml"))
        sentence = f"root of a workspace inferred but wasn't a root: {named}"
        return CargoError(*context, sentence, place=self.place("package", "workspace"), cause="invalid-workspace")

    def known_field(self, key: str) -> Field | None:
        """Return a field as `field` does, or None where it cannot be inherited."""
        fields = self._fields
        if key not in fields:
            try:
                fields[key] = self.field(key)
            except CargoError:
                fields[key] = None
        return fields[key]

    @once
    def _fields(self) -> dict[str, Field | None]:
        return {}

    def inherited_dependency(self, name: str) -> tuple[dict[str, Any], Place]:
        """Return the entry of `[workspace.dependencies]` and its place; raises CargoError where there is none."""
        if self.root is not None and name in self.root.given_dependencies:
            return self.root.given_dependencies[name]
        place = self.place()
        if self.root is None:
            raise self.without_root(name, place)
        table = _table(self.root.workspace or {}, "dependencies")
        if table is None:
            raise _undefined(name, place, "`workspace.dependencies` was not defined")
        if name not in table:
            raise _undefined(name, place, f"`dependency.{name}` was not found in `workspace.dependencies`")
        entry = table[name]
        spec = {"version": entry} if isinstance(entry, str) else entry if isinstance(entry, dict) else {}
        self.root.given_dependencies[name] = given = spec, self.root.place("workspace", "dependencies", name)
        return given

    @once
    def given_dependencies(self) -> dict[str, tuple[dict[str, Any], Place]]:
        """The entries of `[workspace.dependencies]` that were asked for, each with its place."""
        return {}

    @once
    def dependencies(self) -> list[Dependency]:
        """Every dependency, in the order in which cargo goes through them."""
        return [
            Dependency(self, name, Slot(kind, platform, (*key, name)), table[name])
            for key, kind, platform, table in self.tables
            for name in sorted(table)
        ]

    @once
    def notable_dependencies(self) -> list[Dependency]:
        """The dependencies that are more than a version from crates.io: those that rules look at.

        Most entries are plain, and a large workspace has tens of thousands of them.
        """
        return list(self._find_notable())

    def _find_notable(self) -> Iterator[Dependency]:
        shared = self.root.plain_workspace_dependencies if self.root else frozenset()
        for key, kind, platform, table in self.tables:
            notable = remarkable(table, shared)
            if kind == "dev":  # where `optional` is not allowed
                notable += [name for name, own in table.items() if name not in notable and is_optional(own)]
            for name in sorted(notable):
                yield Dependency(self, name, Slot(kind, platform, (*key, name)), table[name])

    @once
    def asked(self) -> tuple[str, ...]:
        """For each of `neighbours` the version and the registry that its entry names, "" for none."""
        found: list[str] = []
        for dependency in self.notable_dependencies:
            if dependency.folder is not None and dependency.error is None:
                found += (intern(dependency.text("version") or ""), intern(dependency.text("registry") or ""))
        return tuple(found)

    def named(self, names: set[str]) -> Iterator[Dependency]:
        """Yield every dependency with one of these names, plain ones included."""
        for key, kind, platform, table in self.tables:
            for name in sorted(names & table.keys()):
                yield Dependency(self, name, Slot(kind, platform, (*key, name)), table[name])

    @once
    def plain_workspace_dependencies(self) -> frozenset[str]:
        """The names in this root's `[workspace.dependencies]` that are no more than a version from crates.io."""
        table = _table(self.workspace or {}, "dependencies") or {}
        return frozenset(
            name
            for name, entry in table.items()
            if (is_requirement(entry) if type(entry) is str else type(entry) is dict and is_plain(entry))
        )

    @once
    def tables(self) -> list[DependencyTable]:
        """The dependency tables, in cargo's order."""
        return dependency_tables(self.data)


def _folder_of(path: str) -> str:
    return path[: path.rindex(os.sep)] or os.sep


def _table(data: dict[str, Any], key: str) -> dict[str, Any] | None:
    value = data.get(key)
    return value if isinstance(value, dict) else None


def _undefined(subject: str, place: Place, *chain: str) -> CargoError:
    return CargoError(*chain, place=place, cause="undefined-inheritance", subject=subject)
