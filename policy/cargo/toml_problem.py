"""What cargo's TOML parser says of a text that does not parse, where tomli says it in other words or elsewhere."""

import re
import string

import tomli

_WORDS = (
    ("Unclosed array", "missing comma between array elements, expected `,`"),
    ("Unclosed inline table", "extra assignment between key-value pairs, expected `,`"),
    ("Expected '=' after a key", "key with no value, expected `=`"),
    ("Expected ']' at the end of a table", "unclosed table, expected `]`"),
    ("Expected ']]' at the end of an array", "unclosed array table, expected `]`"),
    ("Expected newline or end of document", "unexpected key or value, expected newline, `#`"),
    ("Expected \"'''\"", "invalid multi-line literal string, expected `'`"),
    ('Expected "\'"', "invalid literal string, expected `'`"),
    ("Unterminated string", 'invalid multi-line basic string, expected `"`'),
    ("Illegal character", 'invalid basic string, expected `"`'),
    ("Unescaped '\\'", 'missing escaped value, expected `b`, `e`, `f`, `n`, `r`, `\\`, `"`, `x`, `u`, `U`'),
    ("Invalid hex value", "too few unicode value digits, expected unicode hexadecimal value"),
    ("Found invalid character", "invalid comment character, expected printable characters"),
    ("Invalid value", "string values must be quoted, expected literal string"),
    ("Invalid statement", "unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"),
    ("Invalid initial character", "unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"),
    ("Cannot mutate immutable", "cannot extend value of type inline table with a dotted key"),
)
"""How tomli's messages begin, and what cargo says most often in their place."""

_FAR = 1000
"""How far it is looked back for the beginning of a key or a value; a line can be as long as the file."""

_AT_THE_END = ("Unclosed", "Invalid value", "Invalid initial character", "Expected '='")
_UNCLOSED = {"[": "unclosed array, expected `]`", "{": "unclosed inline table, expected `}`"}
_CLOSES = {"]": "[", "}": "{"}
_TOKEN = re.compile(
    r"""
    \"{3} (?: \\. | [^\\] )*? \"{3}  |  '{3} .*? '{3}  # strings over several lines
    |  " (?: \\. | [^"\\\n] )* "  |  ' [^'\n]* '
    |  \# [^\n]*
    |  [\[\]{}]
    """,
    re.DOTALL | re.VERBOSE,
)
_INTEGER = re.compile(r"(?<![\w.+-])[+-]?(?:0x[0-9A-Fa-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*)(?![\w.-])")
_STRANGE_KEY = re.compile(r"""[^\s=.\[\]{},#"']+[ \t]*([^ \t]|$)""")
_UNQUOTED = re.compile(r"""[^\s,\[\]{}#"'=][^,\[\]{}#\n=]*?(?=[ \t]["']|[,\[\]{}#\n=]|$)""", re.MULTILINE)
_UNQUOTED_BEFORE = re.compile(r"""[^\s,\[\]{}#"'=][^,\[\]{}#"'=\n]*$""")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_KEY_PART = re.compile(r'[\s\[]*("(?:\\.|[^"\\])*"|\'[^\']*\'|[\w-]+)\s*(\.?)')


def explained(text: str, error: tomli.TOMLDecodeError) -> tuple[str, int, int]:
    """Return (message, line, column) for the error that tomli has found in `text`."""
    message = error.msg
    if moved := _moved(text, error):
        return moved
    strange = _STRANGE_KEY.match(text, error.pos) if message.startswith("Invalid statement") else None
    if strange and strange[1] not in ("=", "."):
        return "key with no value, expected `=`", *_position(text, strange.start(1))
    scalar = _scalar(text, error)
    if scalar and (found := _behind(text, scalar)):
        return found
    if scalar and (words := _not_a_value(scalar[0].rstrip())):
        return words, *_position(text, scalar.start())
    at_end = error.pos >= len(text.rstrip())
    if at_end and message.startswith(_AT_THE_END) and (bracket := _open_bracket(text)):
        return _UNCLOSED[bracket], *_end(text)
    if message.startswith("Duplicate inline table key"):
        key = re.escape(message.partition("'")[2].rpartition("'")[0])
        starts = [match.start() for match in re.finditer(rf"\b{key}\b\s*=", text[: error.pos])]
        return "duplicate key", *(_position(text, starts[-1]) if starts else (error.lineno, error.colno))
    line = text.split("\n")[error.lineno - 1]
    if message.startswith(("Cannot overwrite", "Cannot declare")):
        return "duplicate key", error.lineno, _key_column(line, last=True) or error.colno
    words = next((words for start, words in _WORDS if message.startswith(start)), message)
    if at_end and "multi-line" in words:
        return words, *_end(text)
    if words.startswith("unquoted keys") and (strange or not text[error.pos : error.pos + 1].isascii()):
        words = words.replace("unquoted keys cannot be empty", "invalid unquoted key")
    column = _key_column(line, last=False) if words.startswith("cannot extend") else 0
    return words, error.lineno, column or error.colno


def _scalar(text: str, error: tomli.TOMLDecodeError) -> re.Match[str] | None:
    """Return the words without quotes that stand where a value is expected, such as `two words`, or None."""
    if error.msg.startswith("Invalid value"):
        return _UNQUOTED.match(text, error.pos)
    if error.msg.startswith(("Unclosed array", "Expected newline", "Unclosed inline table")):
        before = _UNQUOTED_BEFORE.search(text, max(error.pos - _FAR, 0), error.pos)
        return before and _UNQUOTED.match(text, before.start())
    return None


def _moved(text: str, error: tomli.TOMLDecodeError) -> tuple[str, int, int] | None:
    """Return what cargo says where tomli means the same and stops a little earlier or later, or at less."""
    message, at = error.msg, error.pos
    sign = text[at : at + 1]
    if message.startswith("Invalid hex value"):
        while text[at : at + 1] in set("0123456789abcdefABCDEF"):
            at += 1
        return "too few unicode value digits, expected unicode hexadecimal value", *_position(text, at)
    if message.startswith("Unescaped") and at < len(text.rstrip("\n")):
        words = next(words for start, words in _WORDS if message.startswith(start))
        return words, *_position(text, at - 1)
    if message.startswith("Expected ']' at the end") and not text[at - 1 : at].strip():
        return "unclosed table, expected `]`", *_position(text, len(text[:at].rstrip(" \t")))
    if message.startswith("Expected '=' after a key") and sign == ":":
        key = _STRANGE_KEY.match(text, at - _width_of_key(text[max(at - _FAR, 0) : at]))
        return ("key with no value, expected `=`", *_position(text, key.start(1))) if key else None
    if message.startswith("Invalid value") and sign == "=":
        return "extra `=`, expected nothing", *_position(text, at)
    if sign == "," and message.startswith(("Invalid value", "Invalid initial character")):
        around = {"[": "array, expected value", "{": "inline table, expected key"}.get(_open_bracket(text[:at]))
        return (f"extra comma in {around}", *_position(text, at)) if around else None
    return None


def _width_of_key(text: str) -> int:
    """Return how many characters at the end of `text` can be a bare key."""
    return len(text) - len(text.rstrip(string.ascii_letters + string.digits + "_-"))


def _not_a_value(word: str) -> str:
    """Return what cargo says of a scalar without quotes, "" where that is open: cargo guesses by its first letter."""
    quoted = "string values must be quoted, expected literal string"
    digits = len(word) - len(word.lstrip("0123456789"))
    if digits:
        if word[:1] == "0" and digits > 1 and digits == len(word):
            return "unexpected leading zero, expected nothing"
        rest = word[digits:]
        is_open = not rest or rest[0] in "-:_.eE" or (word[0] == "0" and rest[0] in "xXoObBdD")
        return "" if is_open else quoted
    if " " in word:
        return quoted
    guess = {"t": "boolean, expected `true`", "f": "boolean, expected `false`", "i": "float, expected `inf`"}
    guess["n"] = "float, expected `nan`"
    found = guess.get(word[:1].lower())
    return f"invalid {found}" if found else "" if word[:1] in "+-_." else quoted


def _behind(text: str, scalar: re.Match[str]) -> tuple[str, int, int] | None:
    """Return what is wrong with the brackets around and behind a scalar: cargo looks at those before any value."""
    following = _BLANK.match(text, scalar.end())
    after = following.end() if following else scalar.end()
    around = _open_bracket(text[: scalar.start()])
    if text[scalar.end() : scalar.end() + 1] == "=":
        extra = "unexpected key or value, expected newline, `#`"
        if around == "{":
            extra = "extra assignment between key-value pairs, expected `,`"
        return extra, *_position(text, scalar.end())
    if not around and text[scalar.end() + 1 : scalar.end() + 2] in ('"', "'"):
        return "unexpected key or value, expected newline, `#`", *_position(text, scalar.end() + 1)
    if not around and text[scalar.end() : scalar.end() + 1] in ("[", "{"):
        return "unexpected key or value, expected newline, `#`", *_position(text, scalar.end())
    if around == "[" and text[after : after + 1] not in ("", ",", "]"):
        return "missing comma between array elements, expected `,`", *_position(text, after)
    if bracket := _open_bracket(text):
        return _UNCLOSED[bracket], *_end(text)
    return None


def picture(text: str, line: int, column: int, message: str) -> str:
    """Return a TOML error as cargo prints it below the name of a config file."""
    gutter = " " * len(str(line))
    shown = text.split("\n")[line - 1].rstrip("\r") if text else ""
    place = f"TOML parse error at line {line}, column {column}"
    return f"{place}\n{gutter} |\n{line} | {shown}\n{gutter} | {' ' * (column - 1)}^\n{message}"


def number_position(text: str, number: int) -> tuple[int, int]:
    """Return the line and column where an integer stands in `text`."""
    blanked = _TOKEN.sub(lambda token: " " * len(token[0]) if len(token[0]) > 1 else token[0], text)
    for literal in _INTEGER.finditer(blanked):
        try:
            if int(literal[0], 0) == number:
                return _position(text, literal.start())
        except ValueError:
            continue
    return 1, 1


def _open_bracket(text: str) -> str:
    """Return the innermost bracket that is not closed, or ""."""
    brackets: list[str] = []
    for token in _TOKEN.findall(text):
        if token in _UNCLOSED:
            brackets.append(token)
        elif token in _CLOSES and brackets[-1:] == [_CLOSES[token]]:
            brackets.pop()
    return brackets[-1] if brackets else ""


def _end(text: str) -> tuple[int, int]:
    """Return the line and column behind the last character; a newline there counts as one more in its line."""
    line, column = _position(text, len(text) - 1)
    return line, column + 1


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _key_column(line: str, last: bool) -> int:
    """Return the column of the first or last part of the key with which a line begins; 0 where there is none."""
    at, column = 0, 0
    while match := _KEY_PART.match(line, at):
        column, at = match.start(1) + 1, match.end()
        if not last or not match[2]:
            break
    return column if line[at : at + 1] in ("=", "]", ".", "") or not last else 0
