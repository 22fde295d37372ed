"""A strict JSON reader and writer for the hot path.

The standard `json` costs 5 ms to import and is lax: it accepts duplicate keys, NaN, lone surrogates, a BOM and
UTF-16. Here ambiguity is refused, because what is read is a request or a server's answer. What this reader accepts,
`json` reads to the same value; the tests hold the two against each other.
"""

MAX_DEPTH = 64
_MAX_NUMBER = 100  # characters; a number in a request or in Vault's answer has a dozen
_SPACE = " \t\n\r"
_HEX = "0123456789abcdefABCDEF"
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}


class JsonError(ValueError):
    """The text is not the JSON that is accepted here. The message gives the place, never the content."""


def parse(data: bytes) -> object:
    """Return the one value in `data`: dict, list, str, int, float, bool or None.

    Raises JsonError: not UTF-8, a BOM, not JSON, more than one value, a duplicate key, NaN or Infinity, a raw control
    character or lone surrogate in a string, a number longer than 100 characters or beyond a float, more than 64
    levels.
    """
    text = _decode(data)
    value, at = _value(text, _skip(text, 0), 0)
    at = _skip(text, at)
    if at != len(text):
        raise JsonError(f"text after the value, at character {at}")
    return value


def render(value: object) -> str:
    """Return `value` (dict with str keys, list, tuple, str, int, finite float, bool, None) as JSON on one line, in
    ASCII alone.

    Raises JsonError on a lone surrogate, TypeError on any other type.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float) and value - value == 0:  # which neither an infinity nor NaN is
        return float.__repr__(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ",".join(_quoted(key) + ":" + render(item) for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(render(item) for item in value) + "]"
    raise TypeError(f"a {type(value).__name__} has no JSON form here")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    # Raised outside the handler: the decoding error holds the whole input, which may be a secret.
    raise JsonError(f"not UTF-8, at byte {at}")


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in _SPACE:
        at += 1
    return at


def _value(text: str, at: int, depth: int) -> tuple[object, int]:
    char = text[at : at + 1]
    if char == '"':
        return _string(text, at + 1)
    if char == "{":
        return _object(text, at + 1, _deeper(depth))
    if char == "[":
        return _array(text, at + 1, _deeper(depth))
    if char in _WORDS:
        word, value = _WORDS[char]
        if text.startswith(word, at):
            return value, at + len(word)
    if char and char in "-0123456789":
        return _number(text, at)
    raise JsonError(f"expected a value at character {at}")


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise JsonError(f"more than {MAX_DEPTH} levels of nesting")
    return depth + 1


def _object(text: str, at: int, depth: int) -> tuple[dict[str, object], int]:
    found: dict[str, object] = {}
    at = _skip(text, at)
    if text[at : at + 1] == "}":
        return found, at + 1
    while True:
        if text[at : at + 1] != '"':
            raise JsonError(f"expected a key in quotes at character {at}")
        start = at
        key, at = _string(text, at + 1)
        if key in found:
            raise JsonError(f"the key at character {start} is there twice")
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise JsonError(f"expected `:` at character {at}")
        found[key], at = _value(text, _skip(text, at + 1), depth)
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        if text[at : at + 1] != ",":
            raise JsonError(f"expected `,` or `}}` at character {at}")
        at = _skip(text, at + 1)


def _array(text: str, at: int, depth: int) -> tuple[list[object], int]:
    found: list[object] = []
    at = _skip(text, at)
    if text[at : at + 1] == "]":
        return found, at + 1
    while True:
        value, at = _value(text, at, depth)
        found.append(value)
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return found, at + 1
        if text[at : at + 1] != ",":
            raise JsonError(f"expected `,` or `]` at character {at}")
        at = _skip(text, at + 1)


def _string(text: str, at: int) -> tuple[str, int]:
    """Read a string from behind its opening quote; return it and the place behind the closing one."""
    parts = []
    quote = -1
    while True:
        # The nearest quote is looked for once, and a backslash only before it: many escapes must not cost a scan each.
        if quote < at:
            quote = text.find('"', at)
            if quote < 0:
                raise JsonError("a string without its closing quote")
        slash = text.find("\\", at, quote)
        plain = text[at : quote if slash < 0 else slash]
        if not plain.isprintable() and any(char < " " for char in plain):
            raise JsonError(f"a raw control character in the string at character {at}")
        parts.append(plain)
        if slash < 0:
            return "".join(parts), quote + 1
        char, at = _escaped(text, slash + 1)
        parts.append(char)


def _escaped(text: str, at: int) -> tuple[str, int]:
    char = text[at : at + 1]
    if char in _ESCAPES:
        return _ESCAPES[char], at + 1
    if char != "u":
        raise JsonError(f"an unknown escape at character {at - 1}")
    code, end = _four_hex(text, at + 1)
    if 0xD800 <= code < 0xDC00 and text.startswith("\\u", end):
        low, after = _four_hex(text, end + 2)
        if 0xDC00 <= low < 0xE000:
            return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), after
    if 0xD800 <= code < 0xE000:
        raise JsonError(f"half of a surrogate pair at character {at - 1}")
    return chr(code), end


def _four_hex(text: str, at: int) -> tuple[int, int]:
    digits = text[at : at + 4]
    if len(digits) != 4 or any(char not in _HEX for char in digits):
        raise JsonError(f"expected four hexadecimal digits at character {at}")
    return int(digits, 16), at + 4


def _number(text: str, at: int) -> tuple[int | float, int]:
    end = at
    while end - at <= _MAX_NUMBER and text[end : end + 1] and text[end] in "+-.0123456789eE":
        end += 1
    if end - at > _MAX_NUMBER:
        raise JsonError(f"the number at character {at} is too long")
    written = text[at:end]
    whole, dot, rest = written.removeprefix("-").partition(".")
    if not dot:
        whole, mark, power = _split_exponent(whole)
        fraction = "0"
    else:
        fraction, mark, power = _split_exponent(rest)
    if not (whole.isdigit() and fraction.isdigit() and (power.isdigit() or not mark)) or (
        whole[0] == "0" and len(whole) > 1
    ):
        raise JsonError(f"not a number at character {at}")
    if not dot and not mark:
        return int(written), end
    value = float(written)
    if value in (float("inf"), float("-inf")):
        raise JsonError(f"the number at character {at} is too large")
    return value, end


def _split_exponent(text: str) -> tuple[str, str, str]:
    head, mark, power = text.replace("E", "e").partition("e")
    return head, mark, power[1:] if power[:1] in ("+", "-") else power


def _quoted(text: str) -> str:
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return '"' + text + '"'
    return '"' + "".join(map(_written, text)) + '"'


def _written(char: str) -> str:
    code = ord(char)
    if char in '"\\':
        return "\\" + char
    if 0x20 <= code < 0x7F:
        return char
    if 0xD800 <= code < 0xE000:
        raise JsonError("half of a surrogate pair cannot be written")
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
