"""What cargo's TOML parser passes over although it is no TOML: the last key of an inline table, without a value."""

import re
from typing import Any

import tomli

_MOST = 16
"""So many such keys of one file are passed over: each costs another look at the whole of it."""

_BEFORE = 1000
"""So many characters such a key and what is around it may have."""

_PART = r"""(?: [\w-]++ | "(?: \\. | [^"\\\n] )*+" | '[^'\n]*+' )"""
_LAST_KEY = re.compile(rf"(?<=[{{,]) (\s*+ {_PART} (?: [ \t]*+ \. [ \t]*+ {_PART} )*+ \s*+ =? \s*+ ) \Z", re.VERBOSE)


def taken(text: str, error: tomli.TOMLDecodeError) -> dict[str, Any] | None:
    """Return what cargo reads in a text that has such keys, or None where it has another mistake.

    error: the first that tomli finds in it.
    """
    for _ in range(_MOST):
        end = re.compile(r"\s*+").match(text, error.pos)
        at = end.end() if end else error.pos
        key = _LAST_KEY.search(text[max(at - _BEFORE, 0) : at])
        if key is None or text[at : at + 1] != "}" or not error.msg.startswith(("Expected '='", "Invalid value")):
            return None
        text = text[: at - len(key[1])] + re.sub(r"[^\n]", " ", key[1]) + text[at:]
        try:
            return tomli.loads(text)
        except tomli.TOMLDecodeError as next_error:
            error = next_error
        except (RecursionError, ValueError):
            return None
    return None
