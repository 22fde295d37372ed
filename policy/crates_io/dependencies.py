"""What crates.io says to the dependencies of an upload (`convert_dependencies` and `validate_dependency`).

The server looks at the manifest that cargo has rewritten: without dev-dependencies that have no version, and with
`registry-index` in place of `registry`, so that its own check of `registry` never meets one.
"""

from collections.abc import Iterator
from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.names import package_name_error
from policy.cargo.place import KeyPath, Place
from policy.crates_io.answer import Answer
from policy.crates_io.crate_name import crate_name_error, dependency_key_error, is_plain

MOST = 500

_ANY = ("*", "x", "X")
_KINDS = ("normal", "dev", "build")
"""The server's order, in which the tables of targets come last."""


def dependency_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to too many dependencies, and to each that has a name or a version that does not do."""
    shared = _workspace_dependencies(package)
    if sum(len(table) for _, _, _, table in package.tables) > MOST:
        yield from _count_answers(package, shared)
    wrong: list[tuple[tuple[str, int, str], KeyPath]] = []
    for key, kind, platform, table in package.tables:
        for name, own in table.items():
            spec = shared.get(name) if type(own) is dict and own.get("workspace") is True else own
            if not (_is_fine(name, spec) or _is_stripped(kind, spec)):
                wrong.append(((platform, _KINDS.index(kind), name), (*key, name)))
    for (_, _, name), key in sorted(wrong):
        yield from _answers(package, name, key)


def _count_answers(package: Manifest, shared: dict[str, Any]) -> Iterator[Answer]:
    count = 0
    for _, kind, _, table in package.tables:
        for name, own in table.items():
            spec = shared.get(name) if type(own) is dict and own.get("workspace") is True else own
            count += not _is_stripped(kind, spec)
    if count > MOST:
        detail = (
            f"crates.io only allows a maximum number of {MOST} dependencies.\n\nIf you have a use case that requires an"
            " increase of this limit, please send us an email to help@crates.io to discuss the details."
        )
        yield Answer("too-many-dependencies", detail, package.place("dependencies", part="key"), str(count))


def feature_value_answers(package: Manifest, values: list[str]) -> Iterator[Answer]:
    """Yield the answer to each dependency that one feature turns on under a name that does not do."""
    for value in values:
        dependency, slash, _ = value.partition("/")
        if slash:
            name = dependency.removesuffix("?")
        elif "dep:" in value:
            name = value.partition("dep:")[2]
        else:
            continue
        if (error := dependency_key_error(name)) and package_name_error(name) is None:
            yield Answer("invalid-dependency-name", error, _key_of(package, name), name)


def _is_fine(name: str, spec: Any) -> bool:
    """Whether the server has nothing to say, as to nearly all entries; a large workspace has tens of thousands."""
    if type(spec) is dict:
        renamed = spec.get("package")
        if type(renamed) is str and not is_plain(renamed):
            return False
        spec = spec.get("version")
    return is_plain(name) and not _is_any(spec)


def _is_any(version: Any) -> bool:
    return type(version) is str and version.strip(" ") in _ANY


def _answers(package: Manifest, name: str, key: KeyPath) -> Iterator[Answer]:
    dependency = next(one for one in package.named({name}) if one.slot.key == key)
    spec = dependency.spec
    is_renamed = isinstance(spec.get("package"), str)
    crate = dependency.package_name
    if (error := crate_name_error(crate, "dependency")) and package_name_error(crate) is None:
        place = dependency.place("package") if is_renamed else dependency.place(part="key")
        yield Answer("invalid-dependency-name", error, place, crate)
    if _is_any(spec.get("version")):
        detail = (
            f"wildcard (`*`) dependency constraints are not allowed on crates.io. Crate with this problem: `{crate}`"
            " See https://doc.rust-lang.org/cargo/faq.html#can-libraries-use--as-a-version-for-their-dependencies"
            " for more information"
        )
        yield Answer("wildcard-version", detail, dependency.place("version"), name)
    if is_renamed and (error := dependency_key_error(name)) and package_name_error(name) is None:
        yield Answer("invalid-dependency-name", error, dependency.place(part="key"), name)


def _is_stripped(kind: str, own: Any) -> bool:
    return kind == "dev" and type(own) is dict and "version" not in own and ("path" in own or "git" in own)


def _key_of(package: Manifest, name: str) -> Place:
    for key, _, _, table in package.tables:
        if name in table:
            return package.place(*key, name, part="key")
    return package.place("features")


def _workspace_dependencies(package: Manifest) -> dict[str, Any]:
    table = (package.root.workspace or {}).get("dependencies") if package.root else None
    return table if isinstance(table, dict) else {}
