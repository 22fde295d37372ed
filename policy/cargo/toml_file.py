"""Reading a TOML file as cargo does: UTF-8, with or without a byte order mark, TOML 1.1."""

import os
import stat
from typing import Any, NamedTuple

import tomli

MAX_BYTES = 16 * 1024 * 1024
"""More than any manifest or config has; cargo itself knows no limit."""


class Problem(NamedTuple):
    """Why a file could not be read or parsed.

    message: what is wrong, in one sentence.
    line, column: 1-based; 0 where the file could not be read at all.
    """

    message: str
    line: int = 0
    column: int = 0


class TomlFile(NamedTuple):
    """A file that was read.

    path: absolute.
    text: its text without the byte order mark; empty where it could not be read.
    data: what it holds; empty where there is a problem.
    problem: why there is no data.
    """

    path: str
    text: str
    data: dict[str, Any]
    problem: Problem | None = None


def read_toml(path: str) -> TomlFile:
    """Read and parse the file at `path`; never raises: what went wrong is the file's `problem`."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return TomlFile(path, "", {}, Problem("it is not a regular file"))
            if status.st_size > MAX_BYTES:
                return TomlFile(path, "", {}, Problem(f"it is larger than {MAX_BYTES // 1024 // 1024} MiB"))
            content = file.read()
    except OSError as error:
        return TomlFile(path, "", {}, Problem(f"{error.strerror} (os error {error.errno})"))
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return TomlFile(path, "", {}, Problem("stream did not contain valid UTF-8"))
    return parse_toml(path, text)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a FIFO would make an ordinary open wait for a writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def parse_toml(path: str, text: str) -> TomlFile:
    """Parse `text`, which stands in the file at `path`."""
    try:
        return TomlFile(path, text, tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        return TomlFile(path, text, {}, Problem(_like_cargo(error.msg), error.lineno, error.colno))
    except RecursionError:
        return TomlFile(path, text, {}, Problem("cannot recurse further; max recursion depth met", 1, 1))
    except ValueError as error:  # an integer with more digits than Python converts
        return TomlFile(path, text, {}, Problem(str(error), 1, 1))


_CARGOS_WORDS = (
    ("Unclosed array", "unclosed array, expected `]`"),
    ("Unclosed inline table", "unclosed inline table, expected `}`"),
    ("Expected '=' after a key", "key with no value, expected `=`"),
    ("Expected ']' at the end of a table", "unclosed table, expected `]`"),
    ("Expected ']]' at the end of an array", "unclosed array table, expected `]`"),
    ("Expected newline or end of document", "unexpected key or value, expected newline, `#`"),
    ("Cannot overwrite a value", "duplicate key"),
    ("Cannot declare", "duplicate key"),
    ("Illegal character", 'invalid basic string, expected `"`'),
    ("Invalid value", "string values must be quoted, expected literal string"),
    ("Invalid statement", "unquoted keys cannot be empty, expected letters, numbers, `-`, `_`"),
)
"""How tomli's messages begin, and what cargo's parser says in the same place."""


def _like_cargo(message: str) -> str:
    return next((words for start, words in _CARGOS_WORDS if message.startswith(start)), message)
