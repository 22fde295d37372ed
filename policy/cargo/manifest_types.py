"""What cargo's deserializer refuses in a manifest: a wrong type, a name or a version that is none."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any

from policy.cargo.dependency import Dependency
from policy.cargo.entry_types import entries_refusals, entry_refusals, written_name_error
from policy.cargo.features import feature_name_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_kinds import (
    BOOLEAN,
    DEPENDENCY_TABLES,
    INHERITABLE,
    LIST,
    MAP,
    PACKAGE,
    SHARED_PACKAGE,
    STRING,
    STRUCTS,
    TARGET,
    TOP,
    WORKSPACE,
    Kind,
)
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Refusal
from policy.cargo.semver import partial_version_error, unexpected, version_error
from policy.cargo.target import FOLDERS
from policy.cargo.value_refusal import are_strings, refused_value, table_refusals, value_refusals, wrong_type

_INHERITED = {"workspace": True}


def type_refusals(manifest: Manifest, dependencies: Iterable[Dependency]) -> list[Refusal]:
    """Return what cargo's deserializer refuses in a manifest, in the order in which it meets it.

    dependencies: those of the manifest that are worth a look; the others are known to be good.
    """
    found = [*_top(manifest)]
    for dependency in dependencies:
        found += entry_refusals(manifest, dependency.slot.key, dependency.name, dependency.own)
    if len(found) > 1:
        numbers: dict[int, dict[str, int]] = {}
        found.sort(key=lambda refusal: _order(manifest.data, refusal.place.key, numbers))
    return found


def _top(manifest: Manifest) -> Iterator[Refusal]:
    for name, value in manifest.data.items():
        wanted = TOP.get(name)
        if wanted is None:
            continue
        if type(value) is list and name in STRUCTS:
            from policy.cargo.sequence_types import sequence_refusals  # only a mistake pays for it

            yield from sequence_refusals(manifest, (name,), STRUCTS[name], value)
        elif isinstance(value, (date, time)) and name in STRUCTS:
            continue  # to the deserializer it is a table, without anything in it
        elif type(value) not in wanted.types:
            yield wrong_type(manifest, (name,), value, wanted.expected)
        elif name in ("package", "project"):
            yield from _package(manifest, (name,), value, PACKAGE)
        elif name == "workspace":
            yield from _workspace(manifest, value)
        elif name == "target":
            yield from _platforms(manifest, value)
        elif name == "features":
            yield from feature_name_refusals(manifest, value)  # serde reads a key before its value
            if not all(map(_are_list_of_strings, value.values())):
                yield from table_refusals(manifest, (name,), value, dict.fromkeys(value, LIST))
        elif name == "profile":
            from policy.cargo.profiles import profile_type_refusals  # few have any, and an import takes its time

            yield from profile_type_refusals(manifest, value)
        elif name == "lints":
            from policy.cargo.lints import lint_type_refusals

            yield from lint_type_refusals(manifest, (name,), value)
        elif name == "patch":
            for source, entries in value.items():
                yield from entries_refusals(manifest, (name, source), entries)
        elif name == "replace":
            yield from entries_refusals(manifest, (name,), value, named=False)
        elif name == "cargo-features":
            yield from value_refusals(manifest, (name,), value, LIST)
        elif name == "badges":
            yield from _badges(manifest, (name,), value)
        elif name == "lib":
            yield from table_refusals(manifest, (name,), value, TARGET)
        elif name in FOLDERS:
            for number, entry in enumerate(value):
                if type(entry) is dict:
                    yield from table_refusals(manifest, (name, number), entry, TARGET)
                else:
                    yield from _no_table(manifest, (name, number), entry, "TomlTarget")


def _workspace(manifest: Manifest, workspace: dict[str, Any]) -> Iterator[Refusal]:
    yield from table_refusals(manifest, ("workspace",), workspace, WORKSPACE)
    shared = workspace.get("package")
    if isinstance(shared, list):
        yield from _no_table(manifest, ("workspace", "package"), shared, "InheritablePackage")
    if isinstance(shared, dict):
        yield from _package(manifest, ("workspace", "package"), shared, SHARED_PACKAGE)
        if isinstance(shared.get("badges"), dict):
            yield from _badges(manifest, ("workspace", "package", "badges"), shared["badges"])
    if isinstance(workspace.get("lints"), dict):
        from policy.cargo.lints import lint_type_refusals

        yield from lint_type_refusals(manifest, ("workspace", "lints"), workspace["lints"])
    dependencies = workspace.get("dependencies")
    if isinstance(dependencies, dict):
        yield from entries_refusals(manifest, ("workspace", "dependencies"), dependencies)


def _no_table(manifest: Manifest, key: KeyPath, value: Any, struct: str) -> Iterator[Refusal]:
    if isinstance(value, list):
        from policy.cargo.sequence_types import sequence_refusals  # only a mistake pays for it

        yield from sequence_refusals(manifest, key, struct, value)
    else:
        yield wrong_type(manifest, key, value, f"struct {struct}")


def _badges(manifest: Manifest, at: KeyPath, badges: dict[str, Any]) -> Iterator[Refusal]:
    for name, badge in badges.items():
        if isinstance(badge, dict):
            yield from table_refusals(manifest, (*at, name), badge, dict.fromkeys(badge, STRING))
        else:
            yield wrong_type(manifest, (*at, name), badge, MAP.expected)


def _platforms(manifest: Manifest, platforms: dict[str, Any]) -> Iterator[Refusal]:
    for platform, tables in platforms.items():
        if not isinstance(tables, dict):
            yield from _no_table(manifest, ("target", platform), tables, "TomlPlatform")
            continue
        for name in DEPENDENCY_TABLES:
            if name in tables and not isinstance(tables[name], dict):
                yield wrong_type(manifest, ("target", platform, name), tables[name], MAP.expected)


def _package(manifest: Manifest, at: KeyPath, package: dict[str, Any], kinds: dict[str, Kind]) -> Iterator[Refusal]:
    for name, value in package.items():
        wanted = kinds.get(name)
        if name == "cargo-features" and kinds is PACKAGE:
            sentence = "the field `cargo-features` should be set at the top of Cargo.toml before any tables"
            yield refused_value(manifest, (*at, name), sentence)
        if wanted is None or (type(value) is not list and type(value) in wanted.types):
            continue
        if value == _INHERITED and value["workspace"] is True and kinds is PACKAGE and name in INHERITABLE:
            continue
        for refusal in _field(manifest, (*at, name), value, kinds):
            yield refusal._replace(cause="invalid-publish-value") if name == "publish" else refusal
    error = written_name_error(package.get("name"))
    if error and kinds is PACKAGE:
        yield refused_value(manifest, (*at, "name"), error)
    version = package.get("version")
    if isinstance(version, str) and (error := version_error(version.strip())):
        yield refused_value(manifest, (*at, "version"), error)
    version = package.get("rust-version")
    if isinstance(version, str) and (error := _rust_version_error(version)):
        yield refused_value(manifest, (*at, "rust-version"), error)


def _field(manifest: Manifest, key: KeyPath, value: Any, kinds: dict[str, Kind]) -> Iterator[Refusal]:
    wanted = kinds[str(key[-1])]
    if isinstance(value, (dict, date, time)) and kinds is PACKAGE and key[-1] in INHERITABLE:
        yield from _inherited(manifest, key, value)
    elif type(value) not in wanted.types or (type(value) is list and not are_strings(value)):
        yield from value_refusals(manifest, key, value, wanted)


def _inherited(manifest: Manifest, key: KeyPath, value: Any) -> Iterator[Refusal]:
    if not isinstance(value, dict) or "workspace" not in value:
        yield refused_value(manifest, key, "missing field `workspace`")
        return
    inner = (*key, "workspace")
    if value["workspace"] is False:
        refusal = refused_value(manifest, inner, "`workspace` cannot be false")
    elif value["workspace"] is not True:
        refusal = wrong_type(manifest, inner, value["workspace"], BOOLEAN.expected)
    else:
        return
    yield refusal._replace(pointed_at=manifest.place(*key)) if key[-1] == "version" else refusal


def _are_list_of_strings(value: Any) -> bool:
    return type(value) is list and are_strings(value)


def _rust_version_error(version: str) -> str | None:
    parts = version.split(".")
    if len(parts) <= 3 and all(part.isascii() and part.isdigit() and str(int(part)) == part for part in parts):
        return None
    error = partial_version_error(version)
    if error is None and ("-" in version or "+" in version):
        return unexpected("prerelease field" if "-" in version else "build field")
    return error


def _order(data: Any, key: KeyPath, numbers: dict[int, dict[str, int]]) -> list[int]:
    """Return how many keys or items stand before each part of a key path, by which key paths can be sorted.

    numbers: those of the keys of each table that was come by, which may be thousands.
    """
    order = []
    for part in key:
        if isinstance(part, int):
            order.append(part)
        else:
            if id(data) not in numbers:
                numbers[id(data)] = {name: number for number, name in enumerate(data)}
            order.append(numbers[id(data)][part])
        data = data[part]
    return order
