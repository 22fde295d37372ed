"""What cargo's deserializer refuses in a manifest: a wrong type, a name or a version that is none."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any

from policy.cargo.dependency import Dependency
from policy.cargo.features import feature_name_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_kinds import (
    BLURRED,
    BOOLEAN,
    DEPENDENCY,
    DEPENDENCY_TABLES,
    ENTRY,
    INHERITABLE,
    INHERITED_DEPENDENCY,
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
from policy.cargo.names import invalid_name_cause, package_name_error, registry_name_error
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Refusal
from policy.cargo.semver import version_error
from policy.cargo.target import FOLDERS
from policy.cargo.value_refusal import refused_value, wrong_type

_INHERITED = {"workspace": True}


def type_refusals(manifest: Manifest, dependencies: Iterable[Dependency]) -> list[Refusal]:
    """Return what cargo's deserializer refuses in a manifest, in the order in which it meets it.

    dependencies: those of the manifest that are worth a look; the others are known to be good.
    """
    found = [*_top(manifest)]
    for dependency in dependencies:
        found += _entry(manifest, dependency.slot.key, dependency.name, dependency.own)
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

            yield from sequence_refusals(manifest, name, value)
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
                yield from _table(manifest, (name,), value, dict.fromkeys(value, LIST))
        elif name == "profile":
            from policy.cargo.profiles import profile_type_refusals  # few have any, and an import takes its time

            yield from profile_type_refusals(manifest, value)
        elif name == "lints":
            from policy.cargo.lints import lint_type_refusals

            yield from lint_type_refusals(manifest, (name,), value)
        elif name == "patch":
            for source, entries in value.items():
                yield from _entries(manifest, (name, source), entries)
        elif name == "replace":
            yield from _entries(manifest, (name,), value, named=False)
        elif name == "cargo-features":
            yield from _value(manifest, (name,), value, LIST)
        elif name == "badges":
            yield from _badges(manifest, value)
        elif name == "lib":
            yield from _table(manifest, (name,), value, TARGET)
        elif name in FOLDERS:
            for number, entry in enumerate(value):
                if type(entry) is dict:
                    yield from _table(manifest, (name, number), entry, TARGET)
                else:
                    yield wrong_type(manifest, (name, number), entry, "struct TomlTarget")


def _workspace(manifest: Manifest, workspace: dict[str, Any]) -> Iterator[Refusal]:
    yield from _table(manifest, ("workspace",), workspace, WORKSPACE)
    shared = workspace.get("package")
    if isinstance(shared, dict):
        yield from _package(manifest, ("workspace", "package"), shared, SHARED_PACKAGE)
    if isinstance(workspace.get("lints"), dict):
        from policy.cargo.lints import lint_type_refusals

        yield from lint_type_refusals(manifest, ("workspace", "lints"), workspace["lints"])
    dependencies = workspace.get("dependencies")
    if isinstance(dependencies, dict):
        yield from _entries(manifest, ("workspace", "dependencies"), dependencies)


def _badges(manifest: Manifest, badges: dict[str, Any]) -> Iterator[Refusal]:
    for name, badge in badges.items():
        if isinstance(badge, dict):
            yield from _table(manifest, ("badges", name), badge, dict.fromkeys(badge, STRING))
        else:
            yield wrong_type(manifest, ("badges", name), badge, MAP.expected)


def _platforms(manifest: Manifest, platforms: dict[str, Any]) -> Iterator[Refusal]:
    for platform, tables in platforms.items():
        if not isinstance(tables, dict):
            yield wrong_type(manifest, ("target", platform), tables, "struct TomlPlatform")
            continue
        for name in DEPENDENCY_TABLES:
            if name in tables and not isinstance(tables[name], dict):
                yield wrong_type(manifest, ("target", platform, name), tables[name], MAP.expected)


def _package(manifest: Manifest, at: KeyPath, package: dict[str, Any], kinds: dict[str, Kind]) -> Iterator[Refusal]:
    for name, value in package.items():
        wanted = kinds.get(name)
        if wanted is None or (type(value) is not list and type(value) in wanted.types):
            continue
        if value == _INHERITED and value["workspace"] is True and kinds is PACKAGE and name in INHERITABLE:
            continue
        for refusal in _field(manifest, (*at, name), value, kinds):
            yield refusal._replace(cause="invalid-publish-value") if name == "publish" else refusal
    error = _name_error(package.get("name"))
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
    elif type(value) not in wanted.types or (type(value) is list and not _are_strings(value)):
        yield from _value(manifest, key, value, wanted)


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


def _entries(manifest: Manifest, at: KeyPath, entries: Any, named: bool = True) -> Iterator[Refusal]:
    if not isinstance(entries, dict):
        yield wrong_type(manifest, at, entries, MAP.expected)
        return
    for name, entry in entries.items():
        yield from _entry(manifest, (*at, name), name if named else "", entry)


def _entry(manifest: Manifest, key: KeyPath, name: str, entry: Any) -> Iterator[Refusal]:
    """Yield what is wrong with a dependency's entry; inside of one, cargo points at the whole. name: "" for any."""
    if name and (error := _name_error(name)):
        place = manifest.place(*key, part="key")
        yield refused_value(manifest, key, error)._replace(place=place)
    if type(entry) is str:
        return
    if isinstance(entry, (date, time)):
        return  # to the deserializer it is a table, without anything in it
    if type(entry) is not dict:
        refusal = wrong_type(manifest, key, entry, ENTRY)
        if isinstance(entry, bool):
            note = "note: if you meant to use a workspace member, you can write\n dep.workspace = true"
            refusal = refusal._replace(chain=(f"{refusal.chain[0]}\n{note}",))
        yield refusal
        return
    if entry.get("workspace") is False and key[0] not in ("patch", "replace", "workspace"):
        yield refused_value(manifest, (*key, "workspace"), "`workspace` cannot be false")._replace(
            pointed_at=manifest.place(*key)
        )
        return
    inherited = entry.get("workspace") is True and key[0] not in ("patch", "replace", "workspace")
    for refusal in _table(manifest, key, entry, INHERITED_DEPENDENCY if inherited else DEPENDENCY):
        yield refusal._replace(pointed_at=manifest.place(*key))
    if inherited:
        return
    registry = entry.get("registry")
    if type(registry) is str and (error := registry_name_error(registry)):
        refusal = refused_value(manifest, (*key, "registry"), error)._replace(pointed_at=manifest.place(*key))
        yield refusal._replace(cause=invalid_name_cause(registry), subject=registry)
    if error := _name_error(entry.get("package")):
        yield refused_value(manifest, (*key, "package"), error)._replace(pointed_at=manifest.place(*key))


def _table(manifest: Manifest, at: KeyPath, table: dict[str, Any], kinds: dict[str, Kind]) -> Iterator[Refusal]:
    for name, value in table.items():
        wanted = kinds.get(name)
        if wanted is not None and (type(value) not in wanted.types or (wanted is LIST and not _are_strings(value))):
            yield from _value(manifest, (*at, name), value, wanted)


def _are_list_of_strings(value: Any) -> bool:
    return type(value) is list and _are_strings(value)


def _are_strings(items: list[Any]) -> bool:
    for item in items:  # noqa: SIM110 (a generator costs more than it is worth for a few keywords)
        if type(item) is not str:
            return False
    return True


def _value(manifest: Manifest, key: KeyPath, value: Any, wanted: Kind) -> Iterator[Refusal]:
    if type(value) not in wanted.types:
        yield wrong_type(manifest, key, value, wanted.expected)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if not isinstance(item, str):
                refusal = wrong_type(manifest, (*key, number), item, STRING.expected)
                yield refusal._replace(pointed_at=manifest.place(*key)) if wanted in BLURRED else refusal


def _name_error(name: Any) -> str | None:
    if not isinstance(name, str) or (name[:1] != "-" and name.replace("-", "_").isidentifier()):
        return None
    return package_name_error(name)


def _rust_version_error(version: str) -> str | None:
    if version.replace(".", "").isascii() and version.replace(".", "").isdigit():
        return None
    found = "prerelease field" if "-" in version else "build field" if "+" in version else "version requirement"
    return f'unexpected {found}, expected a version like "1.32"'


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
