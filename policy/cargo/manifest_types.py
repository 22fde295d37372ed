"""What type each key of a manifest must have, in the words of cargo's deserializer (cargo-util-schemas 0.12)."""

from collections.abc import Iterable, Iterator
from typing import Any

from policy.cargo.dependency import Dependency
from policy.cargo.manifest import Manifest
from policy.cargo.names import package_name_error, registry_name_error
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Phase, Refusal

STRING, BOOLEAN, STRINGS = "a string", "a boolean", "a sequence"
_INHERITED = " or workspace"

_PACKAGE = {
    "name": STRING,
    "version": "SemVer version",
    "edition": STRING + _INHERITED,
    "description": STRING + _INHERITED,
    "homepage": STRING + _INHERITED,
    "documentation": STRING + _INHERITED,
    "license": STRING + _INHERITED,
    "license-file": STRING + _INHERITED,
    "repository": STRING + _INHERITED,
    "readme": "a string, a bool," + _INHERITED,
    "rust-version": "a semver" + _INHERITED,
    "keywords": "a vector of strings" + _INHERITED,
    "categories": "a vector of strings" + _INHERITED,
    "authors": "a vector of strings" + _INHERITED,
    "include": "a vector of strings" + _INHERITED,
    "exclude": "a vector of strings" + _INHERITED,
    "publish": "a boolean, a vector of strings," + _INHERITED,
    "workspace": STRING,
    "links": STRING,
    "default-run": STRING,
    "resolver": STRING,
    "build": "a boolean, string or array",
}
INHERITABLE = frozenset(key for key, wanted in _PACKAGE.items() if wanted.endswith(_INHERITED)) | {"version"}
"""The keys of `[package]` that a member can take from the workspace's root."""

_DEPENDENCY = {
    "version": STRING,
    "registry": STRING,
    "registry-index": STRING,
    "path": STRING,
    "git": STRING,
    "branch": STRING,
    "tag": STRING,
    "rev": STRING,
    "package": STRING,
    "optional": BOOLEAN,
    "default-features": BOOLEAN,
    "public": BOOLEAN,
    "features": STRINGS,
}
_ENTRY = 'a version string like "0.9.8" or a detailed dependency like { version = "0.9.8" }'
_TYPES: dict[str, tuple[type, ...]] = {"vector": (list,), "sequence": (list,), "bool": (bool,), "string": (str,)}


def type_refusals(manifest: Manifest, dependencies: Iterable[Dependency]) -> Iterator[Refusal]:
    """Yield what cargo's deserializer refuses in `[package]`, in `[workspace]` and in these dependencies."""
    package = manifest.data.get(manifest.package_key)
    if isinstance(package, dict):
        yield from _package(manifest, package)
    elif package is not None:
        yield _wrong(manifest, (manifest.package_key,), package, "struct TomlPackage")
    for dependency in dependencies:
        yield from _entry(manifest, dependency.slot.key, dependency.name, dependency.own)
    workspace = manifest.data.get("workspace")
    if isinstance(workspace, dict):
        for name in ("members", "exclude", "default-members"):
            if name in workspace:
                yield from _value(manifest, ("workspace", name), workspace[name], STRINGS)
        inherited = workspace.get("dependencies")
        if isinstance(inherited, dict):
            for name, entry in inherited.items():
                yield from _entry(manifest, ("workspace", "dependencies", name), name, entry)


def _package(manifest: Manifest, package: dict[str, Any]) -> Iterator[Refusal]:
    for name, value in package.items():
        wanted = _PACKAGE.get(name)
        if wanted is None or (type(value) is str and STRING in wanted):
            continue
        key = (manifest.package_key, name)
        if isinstance(value, dict) and name in INHERITABLE:
            if value.get("workspace") is False:
                yield _refused(manifest, key, "`workspace` cannot be false")
            elif "workspace" not in value:
                yield _refused(manifest, key, "missing field `workspace`")
        else:
            yield from _value(manifest, key, value, wanted)
    own = package.get("name")
    if isinstance(own, str) and not own.replace("-", "_").isidentifier() and (error := package_name_error(own)):
        yield _refused(manifest, (manifest.package_key, "name"), error)
    version = package.get("rust-version")
    if isinstance(version, str) and version[:1] in ("^", "~", "=", "<", ">", "*"):
        what = 'unexpected version requirement, expected a version like "1.32"'
        yield _refused(manifest, (manifest.package_key, "rust-version"), what)


def _entry(manifest: Manifest, key: KeyPath, name: str, entry: Any) -> Iterator[Refusal]:
    if not name.replace("-", "_").isidentifier() and (error := package_name_error(name)):
        yield _refused(manifest, key, error)
    if type(entry) is str:
        return
    if type(entry) is not dict:
        yield _wrong(manifest, key, entry, _ENTRY)
        return
    for inner, value in entry.items():
        wanted = _DEPENDENCY.get(inner)
        if wanted is STRING:
            if type(value) is not str:
                yield _wrong(manifest, (*key, inner), value, wanted)
        elif wanted is not None:
            yield from _value(manifest, (*key, inner), value, wanted)
        elif inner == "workspace" and value is False:
            yield _refused(manifest, key, "`workspace` cannot be false")
    registry = entry.get("registry")
    if type(registry) is str and (error := registry_name_error(registry)):
        refusal = _refused(manifest, (*key, "registry"), error)
        yield refusal._replace(cause="invalid-registry-name", subject=registry)
    package = entry.get("package")
    if type(package) is str and (error := package_name_error(package)):
        yield _refused(manifest, (*key, "package"), error)


def _value(manifest: Manifest, key: KeyPath, value: Any, wanted: str) -> Iterator[Refusal]:
    allowed = tuple(one for word, types in _TYPES.items() if word in wanted for one in types) or (str,)
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        yield _wrong(manifest, key, value, wanted)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if not isinstance(item, str):
                yield _wrong(manifest, (*key, number), item, STRING)


def _wrong(manifest: Manifest, key: KeyPath, value: Any, wanted: str) -> Refusal:
    return _refused(manifest, key, f"invalid type: {_kind(value)}, expected {wanted}")


def _refused(manifest: Manifest, key: KeyPath, message: str) -> Refusal:
    return Refusal("invalid-manifest", Phase.MANIFEST, (message,), manifest.place(*key), excerpt=True)


def _kind(value: Any) -> str:
    """Return how serde names a value of the wrong type."""
    if isinstance(value, bool):
        return f"boolean `{str(value).lower()}`"
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    if isinstance(value, str):
        return f'string "{value}"'
    return "sequence" if isinstance(value, list) else "map"
