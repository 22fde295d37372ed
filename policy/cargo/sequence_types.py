"""A list where a table belongs, such as `[[package]]`: the deserializer takes its items for the table's first keys."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from policy.cargo.manifest_kinds import BOOLEAN, LIST, MAP, PACKAGE, SHARED_PACKAGE, STRING, Kind
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Refusal
from policy.cargo.semver import version_error
from policy.cargo.value_refusal import refused_value, wrong_type

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest


class _Struct(NamedTuple):
    """A struct of cargo's. length: how many fields it has; first: what the first of them must be, in their order."""

    length: int
    first: tuple[Kind, ...]


_STRUCTS = {
    "TomlPackage": _Struct(
        33, tuple(PACKAGE[key] for key in ("edition", "rust-version", "name", "version", "authors"))
    ),
    "InheritablePackage": _Struct(17, tuple(SHARED_PACKAGE[key] for key in ("version", "authors", "description"))),
    "TomlWorkspace": _Struct(8, (LIST, LIST, LIST, STRING)),
    "TomlTarget": _Struct(15, (STRING, LIST, LIST, STRING, STRING, BOOLEAN)),
    "TomlPlatform": _Struct(5, (MAP, MAP, MAP, MAP, MAP)),
    "Hints": _Struct(1, ()),
}


def sequence_refusals(manifest: "Manifest", key: KeyPath, struct: str, items: list[Any]) -> Iterator[Refusal]:
    """Yield what is refused in a list under `key`, where cargo wants one of its structs."""
    length, kinds = _STRUCTS[struct]
    for number, (item, kind) in enumerate(zip(items, kinds, strict=False)):
        refusal = _item(manifest, (*key, number), item, kind)
        if refusal is not None:
            yield refusal
            return
    if len(items) < length:
        elements = "element" if length == 1 else "elements"
        sentence = f"invalid length {len(items)}, expected struct {struct} with {length} {elements}"
        yield refused_value(manifest, key, sentence)


def _item(manifest: "Manifest", key: KeyPath, item: Any, kind: Kind) -> Refusal | None:
    is_shared = kind.expected.endswith("workspace") or kind is PACKAGE["version"]
    if is_shared and isinstance(item, dict):
        return None if "workspace" in item else refused_value(manifest, key, "missing field `workspace`")
    if type(item) not in kind.types:
        # here the deserializer asks the type behind `SemVer version` first, which has another word for itself
        return wrong_type(manifest, key, item, "a semver or workspace" if kind is PACKAGE["version"] else kind.expected)
    if kind in (PACKAGE["version"], SHARED_PACKAGE["version"]) and (error := version_error(item.strip())):
        return refused_value(manifest, key, error)
    if isinstance(item, list):
        wrong = next((number for number, one in enumerate(item) if not isinstance(one, str)), None)
        return None if wrong is None else wrong_type(manifest, (*key, wrong), item[wrong], STRING.expected)
    return None
