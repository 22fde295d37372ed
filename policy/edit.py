"""A change to a TOML file, named by key path as a place is."""

from typing import NamedTuple

from policy.cargo.place import Place


class Edit(NamedTuple):
    """One change.

    place: the entry. Where its part is "key", the last key of its path is renamed; where it is "header", the whole
        header of a table is replaced; else its value is replaced, or the entry is added to its table where it is not
        there yet.
    text: the new key, header or value, as TOML; None takes the entry away, with all that a table with a header holds.
    """

    place: Place
    text: str | None


def quoted(text: str) -> str:
    """Return `text` as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one >= " " and one != "\x7f" else f"\\u{ord(one):04x}" for one in escaped) + '"'
