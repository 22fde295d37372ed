"""Which names crates.io takes for crates and dependencies (`crates_io_validation/src/lib.rs`)."""

from functools import lru_cache

MOST = 64
"""The most characters in a name."""

_REST = "characters must be an ASCII alphanumeric characters, `-`, or `_`"


def crate_name_error(name: str, what: str = "crate") -> str | None:
    """Return the server's sentence about a name that no crate can have, or None. what: "crate" or "dependency"."""
    return None if is_plain(name) else _error(name, what, "", "an ASCII character")


def dependency_key_error(name: str) -> str | None:
    """Return the server's sentence about a key under which no dependency can be renamed, or None."""
    return None if is_plain(name) else _error(name, "dependency", "_", "an ASCII character, or `_`")


@lru_cache(4096)
def is_plain(name: str) -> bool:
    """Whether `name` is good for a crate, as nearly all are."""
    rest = name.replace("-", "").replace("_", "")
    return len(name) <= MOST and name.isascii() and name[:1].isalpha() and rest.isalnum()


def _error(name: str, what: str, also_first: str, first_must: str) -> str | None:
    if len(name) > MOST:
        return f"the {what} name `{name}` is too long (max {MOST} characters)"
    if not name:
        return f"{what} name cannot be empty"
    first = name[0]
    if first in "0123456789":
        return f"the name `{name}` cannot be used as a {what} name, the name cannot start with a digit"
    if not (first.isascii() and first.isalpha()) and first not in tuple(also_first):
        return f"invalid character `{first}` in {what} name: `{name}`, the first character must be {first_must}"
    for char in name[1:]:
        if not (char.isascii() and char.isalnum()) and char not in "-_":
            return f"invalid character `{char}` in {what} name: `{name}`, {_REST}"
    return None
