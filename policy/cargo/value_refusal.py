"""The refusal of a single value in a manifest, in the words of cargo's deserializer."""

from typing import TYPE_CHECKING, Any

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
