"""What cargo's TOML parser says of a value without quotes that is none (`decoder/scalar.rs` of `toml_parser`)."""

UNQUOTED = "string values must be quoted, expected literal string"
_SYMBOLS = {"t": "true", "f": "false", "i": "inf", "n": "nan"}
_LEADING_ZERO = "unexpected leading zero, expected nothing"


def scalar_error(raw: str) -> tuple[str, int] | None:
    """Return the message and where in `raw` it points, or None for a value that is one.

    None, too, for dates and for numbers to another base, whose mistakes are not taken apart here.
    """
    value = raw.lstrip("+-")
    signs = len(raw) - len(value)
    first = value[:1].lower()
    if not raw[:1].isdigit() and (" " in raw or not value):
        return UNQUOTED, 0
    if signs > 1:
        return "redundant numeric sign, expected nothing", 1
    if first in _SYMBOLS and not (signs and first in "tf"):
        kind = "boolean" if first in "tf" else "float"
        return None if value == _SYMBOLS[first] else (f"invalid {kind}, expected `{_SYMBOLS[first]}`", signs)
    if first == ".":
        return _float_error(raw, 0)
    if first not in "_0123456789" or not first.isascii():
        return UNQUOTED, 0
    if value[0] == "0" and value[1:2].lower() in tuple("xobd"):
        return None
    return _number_error(value, signs)


def _number_error(value: str, at: int) -> tuple[str, int] | None:
    rest = value.lstrip("0123456789")
    if rest[:1] in tuple("-:"):
        return None
    if " " in rest:
        return UNQUOTED, 0
    if any(mark in rest for mark in ".eE"):
        return _float_error(value, at)
    if rest and rest[0] != "_":
        return UNQUOTED, 0
    return (_LEADING_ZERO, at) if value[0] == "0" and len(value) > 1 else None


def _float_error(value: str, at: int) -> tuple[str, int] | None:
    parts, rest = [("mantissa", value)], ""
    while parts:
        name, text = parts.pop()
        rest = text.lstrip("0123456789_")
        digits = text[: len(text) - len(rest)]
        start = at + len(value) - len(text)
        count = sum(char.isdigit() for char in digits)
        if not count:
            return f"invalid {name}, expected digits", start
        if count > 1 and name == "mantissa" and digits[0] == "0":
            return _LEADING_ZERO, start
        if rest[:1] == "." and name == "mantissa":
            parts.append(("fraction", rest[1:]))
        elif rest[:1] in tuple("eE") and name != "exponent":
            exponent = rest[1:]
            parts.append(("exponent", exponent[1:] if exponent[:1] in tuple("+-") else exponent))
    return ("invalid float, expected nothing", at + len(value) - len(rest)) if rest else None
