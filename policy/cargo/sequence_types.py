"""A list where a table belongs, such as `[[package]]`: the deserializer takes its items for the table's first keys."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from policy.cargo.manifest_kinds import LIST, PACKAGE, STRING, Kind
from policy.cargo.refusal import Refusal
from policy.cargo.value_refusal import refused_value, wrong_type

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest


class _Struct(NamedTuple):
    """A struct of cargo's. name: its name; length: how many fields it has; first: what the first of them must be."""

    name: str
    length: int
    first: Kind


_PACKAGE = _Struct("TomlPackage", 33, PACKAGE["edition"])
_STRUCTS = {
    "package": _PACKAGE,
    "project": _PACKAGE,
    "workspace": _Struct("TomlWorkspace", 8, LIST),
    "lib": _Struct("TomlTarget", 15, STRING),
}


def sequence_refusals(manifest: "Manifest", name: str, items: list[Any]) -> Iterator[Refusal]:
    """Yield what is refused in the list that stands at the top of a manifest under `name`."""
    struct = _STRUCTS[name]
    first = items[0] if items else None
    if items and struct is _PACKAGE and isinstance(first, dict):
        if "workspace" not in first:
            yield refused_value(manifest, (name, 0), "missing field `workspace`")
    elif items and type(first) not in struct.first.types:
        yield wrong_type(manifest, (name, 0), first, struct.first.expected)
    elif len(items) < struct.length:
        sentence = f"invalid length {len(items)}, expected struct {struct.name} with {struct.length} elements"
        yield refused_value(manifest, (name,), sentence)
