"""Where the keys and the values of a TOML text stand: one pass over a text that tomli has already accepted.

tomli answers what a document means and whether it is valid; it keeps no positions. This pass checks nothing again, so
it can be short. It runs only for files that have a finding.
"""

import re
from typing import NamedTuple

import tomli

from policy.cargo.place import KeyPath

Span = tuple[int, int]
"""From this character to before that one, counted from the start of the text."""


class Spans(NamedTuple):
    """The two spans of one key path.

    key: the key; of a table with a header, the header with its brackets; of an array item, the item.
    value: the value; of a table with a header, the header; of a table that a dotted key made (`a.b = 1`), from that key
        to the end of the first value in it.
    """

    key: Span
    value: Span


def spans_of(text: str) -> dict[KeyPath, Spans]:
    """Return the spans of every key path of `text`, without a byte order mark.

    Raises nothing: where the text is not as expected, the answer holds what stands before that place.
    """
    scanner = _Scanner(text)
    try:
        scanner.document()
    except (_LostError, tomli.TOMLDecodeError, RecursionError):
        pass
    return scanner.found


class _LostError(Exception):
    """The text is not the TOML that tomli accepted."""


# A quoted string on one line, and the quoted strings over several: these may end in up to two quotes of their own.
_BASIC, _LITERAL = r'"(?:[^"\\\n]|\\.)*+"', r"'[^'\n]*+'"
_LONG_BASIC, _LONG_LITERAL = r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}', r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}"

_GAP = re.compile(r"(?:[ \t\r\n]++|\#[^\n]*+)*+")
_HEADER = re.compile(r"\[\[?")
_HEADER_END = re.compile(r"\]\]?")
_KEY = re.compile(rf"[ \t]*+([A-Za-z0-9_-]++|{_BASIC}|{_LITERAL})[ \t]*+(\.?)")
_EQUALS = re.compile(r"=[ \t]*+")
# The blank inside belongs to a date and time: `1979-05-27 07:32:00`.
_BARE = r"[^\s,\]}\#\"'\[{]++(?: \d\d:[^\s,\]}\#]++)?+"
_SCALAR = re.compile("|".join([_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL, _BARE]))


class _Scanner:
    """Walks over `text` from `at` on and fills `found`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[KeyPath, Spans] = {}
        self.newest: dict[KeyPath, int] = {}  # the last index of each array of tables

    def document(self) -> None:
        table: KeyPath = ()
        self.take(_GAP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.take(_GAP)

    def header(self) -> KeyPath:
        start = self.at
        is_item = self.take(_HEADER).group() == "[["
        keys = self.keys()
        self.take(_HEADER_END)
        whole = Spans((start, self.at), (start, self.at))
        path: KeyPath = ()
        for name, span in keys[:-1]:
            path += (name,)
            self.found.setdefault(path, Spans(span, span))
            if path in self.newest:
                path += (self.newest[path],)
        path += (keys[-1][0],)
        if is_item:
            self.found.setdefault(path, whole)
            self.newest[path] = self.newest.get(path, -1) + 1
            path += (self.newest[path],)
        self.found[path] = whole
        return path

    def keys(self) -> list[tuple[str, Span]]:
        keys, dot = [], "."
        while dot:
            match = self.take(_KEY)
            dot = match[2]
            keys.append((_unquoted(match[1]), match.span(1)))
        return keys

    def pair(self, table: KeyPath) -> None:
        """Take `key = value` or `a.b.c = value` in `table`."""
        keys = self.keys()
        self.take(_EQUALS)
        path = (*table, *(name for name, _ in keys))
        value = self.value(path)
        for size, (_, span) in enumerate(keys[:-1], len(table) + 1):
            self.found.setdefault(path[:size], Spans(span, (span[0], value[1])))
        self.found[path] = Spans(keys[-1][1], value)

    def value(self, path: KeyPath) -> Span:
        first = self.text[self.at : self.at + 1]
        if first == "[":
            return self.array(path)
        if first == "{":
            return self.inline_table(path)
        return self.take(_SCALAR).span()

    def array(self, path: KeyPath) -> Span:
        start, index = self.at, 0
        while self.goes_on("]"):
            item = (*path, index)
            span = self.value(item)
            self.found[item] = Spans(span, span)
            index += 1
        return start, self.at

    def inline_table(self, path: KeyPath) -> Span:
        start = self.at
        while self.goes_on("}"):
            self.pair(path)
        return start, self.at

    def goes_on(self, end: str) -> bool:
        """Step over the opening bracket or the comma; answer whether an item follows, else step over `end` too."""
        self.take(_GAP)
        if self.text[self.at : self.at + 1] in "[{,":
            self.at += 1
            self.take(_GAP)
        if self.text[self.at : self.at + 1] != end:
            return True
        self.at += 1
        return False

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _LostError
        self.at = match.end()
        return match


def _unquoted(key: str) -> str:
    if key[0] not in "\"'":
        return key
    if "\\" not in key:
        return key[1:-1]
    value: str = tomli.loads(f"key = {key}")["key"]
    return value
