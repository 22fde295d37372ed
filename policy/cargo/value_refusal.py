"""The refusal of a value in a manifest, or of those in one of its tables, in the words of cargo's deserializer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.manifest_kinds import BLURRED, STRING, Kind
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Phase, Refusal

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest


def wrong_type(manifest: "Manifest", key: KeyPath, value: Any, expected: str) -> Refusal:
    """Return the refusal of a value of a wrong type. expected: serde's words for what it must be."""
    return refused_value(manifest, key, f"invalid type: {serde_kind(value)}, expected {expected}")


def refused_value(manifest: "Manifest", key: KeyPath, message: str, part: str = "value") -> Refusal:
    """Return the refusal of a value, or of a key, with `message` above an excerpt of the file."""
    place = manifest.place(*key, part=part)
    return Refusal("invalid-manifest", Phase.MANIFEST, (message,), place, excerpt=True)


def table_refusals(
    manifest: "Manifest", at: KeyPath, table: dict[str, Any], kinds: dict[str, Kind]
) -> Iterator[Refusal]:
    """Yield the refusals of a table's values that are not of the kind of their key; other keys are not looked at."""
    for name, value in table.items():
        wanted = kinds.get(name)
        if wanted is not None and (type(value) not in wanted.types or (type(value) is list and not are_strings(value))):
            yield from value_refusals(manifest, (*at, name), value, wanted)


def value_refusals(manifest: "Manifest", key: KeyPath, value: Any, wanted: Kind) -> Iterator[Refusal]:
    """Yield the refusals of a value that is not of the kind that is wanted, and of a list's items that are no text."""
    if type(value) not in wanted.types:
        yield wrong_type(manifest, key, value, wanted.expected)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if not isinstance(item, str):
                refusal = wrong_type(manifest, (*key, number), item, STRING.expected)
                yield refusal._replace(pointed_at=manifest.place(*key)) if wanted in BLURRED else refusal


def are_strings(items: list[Any]) -> bool:
    """Whether there is nothing but text in a list."""
    for item in items:  # noqa: SIM110 (a generator costs more than it is worth for a few keywords)
        if type(item) is not str:
            return False
    return True


def serde_kind(value: Any) -> str:
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
