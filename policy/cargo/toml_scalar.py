"""What cargo's TOML parser says of a value without quotes that is none (`decoder/scalar.rs` of toml_parser 1.0)."""

import re

Wrong = tuple[str, int]
"""What is wrong, and how many characters behind the start of the value."""

_UNQUOTED = ("string values must be quoted, expected literal string", 0)
_SYMBOLS = {"t": ("boolean", "true"), "f": ("boolean", "false"), "i": ("float", "inf"), "n": ("float", "nan")}
_RADIXES = {"x": ("hexadecimal", "[0-9A-Fa-f_]*"), "o": ("octal", "[0-7_]*"), "b": ("binary", "[01_]*")}
_DIGITS = re.compile(r"[0-9_]*")


def scalar_error(raw: str) -> Wrong | None:
    """Return what is wrong with a value without quotes; None where nothing is, and where it is meant as a date."""
    first = raw[0]
    if first not in "0123456789" and " " in raw:
        return _UNQUOTED
    sign = first in "+-"
    value, start = (raw[1:], 1) if sign else (raw, 0)
    if not value:
        return _UNQUOTED
    if sign and value[0] in "+-":
        return "redundant numeric sign, expected nothing", 1
    kind, symbol = _SYMBOLS.get(value[0].lower(), ("", ""))
    if symbol and not (sign and kind == "boolean"):
        return (f"invalid {kind}, expected `{symbol}`", start) if value != symbol else None
    if value[0] == "." and sign:
        return "invalid mantissa, expected digits", 0
    if value[0] == "0" and value[1:2] in _RADIXES and " " not in value:
        return _radixed(value, start)
    if value[0] in "._0123456789":
        return _number(value, start)
    return _UNQUOTED


def _radixed(value: str, start: int) -> Wrong | None:
    name, digits = _RADIXES[value[1]]
    found = re.compile(digits).match(value, 2)
    end = found.end() if found else 2
    if len(value) == 2:
        return "integer number overflowed", 0
    return (f"invalid {name} number", start + end) if end < len(value) else None


def _number(value: str, start: int) -> Wrong | None:
    digits = len(value) - len(value.lstrip("0123456789"))
    rest = value[digits:]
    if rest[:1] in ("-", ":") and rest:
        return None
    if " " in rest:
        return _UNQUOTED
    if value[0] == "." or not {".", "e", "E"}.isdisjoint(rest):
        return _float(value, start)
    if rest and rest[0] != "_":
        return _UNQUOTED
    if value[0] == "0" and len(value) > 1:
        return "unexpected leading zero, expected nothing", start
    separator = re.search(r"^_|_$", value)
    return ("`_` may only go between digits, expected nothing", start + separator.start()) if separator else None


def _float(value: str, start: int) -> Wrong | None:
    at = 0
    for sign, what in (("", "mantissa"), (".", "fraction"), ("eE", "exponent")):
        if sign and not (value[at : at + 1] and value[at] in sign):
            continue
        at += len(sign[:1])
        if what == "exponent" and value[at : at + 1] in ("+", "-"):
            at += 1
        found = _DIGITS.match(value, at)
        digits = found[0] if found else ""
        if not digits.strip("_"):
            return f"invalid {what}, expected digits", start + at
        if not sign and digits[0] == "0" and len(digits) > 1:
            return "unexpected leading zero, expected nothing", start
        at += len(digits)
    return ("invalid float, expected nothing", start + at) if at < len(value) else None
