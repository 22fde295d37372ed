"""What cargo's TOML parser says of a text that does not parse, where tomli says it in other words or elsewhere."""

import re

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

_MISPLACED = {"]": "missing array opening, expected `[`", "}": "missing inline table opening, expected `{`"}
"""Signs that stand where a value is expected."""

_FAR = 1000
"""How far it is looked back for the beginning of a key or a value; a line can be as long as the file."""

_AT_THE_END = ("Unclosed", "Invalid value", "Invalid initial character", "Expected '='")
_UNCLOSED = {"[": "unclosed array, expected `]`", "{": "unclosed inline table, expected `}`"}
_EXTRA_SIGN = {
    "": "extra `=`, expected nothing",
    "[": "unexpected `=` in array, expected value, `]`",
    "{": "extra assignment between key-value pairs, expected value",
}
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
_KEY_REST = re.compile(r"""[^\s=.\[\]{},#"']*[ \t]*""")
_PART = r"""(?:[^\s=.\[\]{},#"']+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_WHOLE_KEY = re.compile(rf"[ \t]*((?:\.[ \t]*)*){_PART}(?:[ \t]*\.[ \t]*{_PART})*[ \t]*")
_UNQUOTED = re.compile(r"""[^\s,\[\]{}#"'][^,\[\]{}#\n]*""")
_SCALAR = re.compile(r"""[^\s,\[\]{}#"'=][^,\[\]{}#"'=\n]*""")
_UNQUOTED_BEFORE = re.compile(r"""[^\s,\[\]{}#"'=][^,\[\]{}#"'=\n]*$""")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_KEY_PART = re.compile(r'[\s\[]*("(?:\\.|[^"\\])*"|\'[^\']*\'|[\w-]+)\s*(\.?)')


def explained(text: str, error: tomli.TOMLDecodeError) -> tuple[str, int, int]:
    """Return (message, line, column) for the error that tomli has found in `text`."""
    message = error.msg
    if moved := _moved(text, error):
        return moved
    if message.startswith("Invalid statement") and (found := _without_value(text, error.pos)):
        return found
    strange = _STRANGE_KEY.match(text, error.pos) if message.startswith("Invalid statement") else None
    if strange and strange[1] not in ("=", "."):
        return "key with no value, expected `=`", *_position(text, strange.start(1))
    if message.startswith("Expected '='") and error.pos < len(text.rstrip()):
        return _without_assignment(text, error.pos)
    scalar = _scalar(text, error)
    if scalar and (found := _behind(text, scalar)):
        return found
    if scalar and (found := _wrong_scalar(text, scalar.start())):
        return found
    if message.startswith("Invalid value") and text[error.pos : error.pos + 1] == "=":
        return _EXTRA_SIGN[_open_bracket(text[: error.pos])], *_position(text, error.pos)
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
    if message.startswith("Invalid value") and (misplaced := _MISPLACED.get(text[error.pos : error.pos + 1])):
        return misplaced, error.lineno, error.colno
    words = next((words for start, words in _WORDS if message.startswith(start)), message)
    if at_end and "multi-line" in words:
        return words, *_end(text)
    if words.startswith("unquoted keys") and (strange or not text[error.pos : error.pos + 1].isascii()):
        words = words.replace("unquoted keys cannot be empty", "invalid unquoted key")
    column = _key_column(line, last=False) if words.startswith("cannot extend") else 0
    return words, error.lineno, column or error.colno


def _without_assignment(text: str, offset: int) -> tuple[str, int, int]:
    """Return what is wrong at `offset`, behind a key and blanks, where neither `=` nor the end of the text stands."""
    rest = None if text[offset - 1] in " \t" else _KEY_REST.match(text, offset)
    after = rest.end() if rest else offset
    following = text[after : after + 1]
    if after > offset and following in ("=", ".", "}"):
        return "invalid unquoted key, expected letters, numbers, `-`, `_`", *_position(text, offset)
    words = "key with no value, expected `=`"
    if following != "\n" and _open_bracket(text[:offset]) == "{":
        words = "missing assignment between key-value pairs, expected `=`"
        words = "extra comma in inline table, expected `=`" if following == "," else words
    return words, *_position(text, after)


def _without_value(text: str, at: int) -> tuple[str, int, int] | None:
    """Return what is wrong where a key has no value, which cargo sees before it looks at what the key consists of."""
    start = text.rfind("\n", 0, at) + 1
    key = _WHOLE_KEY.match(text, start)
    if key is None or text[key.end() : key.end() + 1] == "=" or _open_bracket(text[:start]):
        return None
    words = "missing value for key, expected `=`" if key[1] else "key with no value, expected `=`"
    return words, *_position(text, key.end())


def _scalar(text: str, error: tomli.TOMLDecodeError) -> re.Match[str] | None:
    """Return the words without quotes that stand where a value is expected, such as `two words`, or None."""
    if error.msg.startswith("Invalid value"):
        return _UNQUOTED.match(text, error.pos)
    if error.msg.startswith(("Unclosed array", "Unclosed inline table", "Expected newline")):
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
    if sign == "," and message.startswith(("Invalid value", "Invalid initial character")):
        around = {"[": "array, expected value", "{": "inline table, expected key"}.get(_open_bracket(text[:at]))
        return (f"extra comma in {around}", *_position(text, at)) if around else None
    return None


def _wrong_scalar(text: str, start: int) -> tuple[str, int, int] | None:
    """Return what is wrong with the value without quotes that begins at `start`, or None."""
    from policy.cargo.toml_scalar import scalar_error  # only a mistake pays for it

    raw = _SCALAR.match(text, start)
    if raw is None:
        return None
    if text[raw.end() : raw.end() + 1] == "=":
        words = "unexpected key or value, expected newline, `#`"
        around = _open_bracket(text[:start])
        if around == "[":
            words = _EXTRA_SIGN["["]
        if around == "{":
            words = "extra assignment between key-value pairs, expected `,`"
        return words, *_position(text, raw.end())
    wrong = scalar_error(raw[0].rstrip())
    return (wrong[0], *_position(text, start + wrong[1])) if wrong else None


def _behind(text: str, scalar: re.Match[str]) -> tuple[str, int, int] | None:
    """Return what is wrong with the brackets around and behind a scalar: cargo looks at those before any value."""
    following = _BLANK.match(text, scalar.end())
    after = following.end() if following else scalar.end()
    around = _open_bracket(text[: scalar.start()])
    if not around and text[scalar.end() : scalar.end() + 1] in ("[", "{", "]", "}"):
        return "unexpected key or value, expected newline, `#`", *_position(text, scalar.end())
    if around == "[" and text[after : after + 1] not in ("", ",", "]"):
        return "missing comma between array elements, expected `,`", *_position(text, after)
    if bracket := _open_bracket(text):
        return _UNCLOSED[bracket], *_end(text)
    return None


def line_of(text: str, number: int) -> str:
    """Return the line of `text` with this 1-based number."""
    return text.split("\n")[number - 1].rstrip("\r") if text else ""


def picture(shown: str, line: int, column: int, message: str, width: int = 1) -> str:
    """Return a TOML error as cargo prints it below the name of a config file.

    shown: the line that has this number. width: how much of it is underlined.
    """
    gutter = " " * len(str(line))
    place = f"TOML parse error at line {line}, column {column}"
    return f"{place}\n{gutter} |\n{line} | {shown}\n{gutter} | {' ' * (column - 1)}{'^' * width}\n{message}"


def tokens(text: str) -> list[str]:
    """Return the strings, the comments and the brackets of a text, in their order."""
    return _TOKEN.findall(text)


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
