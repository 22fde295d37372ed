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
    scanner = Scanner(text)
    scanner.find(None)
    return scanner.found


class _LostError(Exception):
    """The text is not the TOML that tomli accepted."""


# A quoted string on one line, and the quoted strings over several: these may end in up to two quotes of their own.
_BASIC, _LITERAL = r'"(?:[^"\\\n]|\\.)*+"', r"'[^'\n]*+'"
_LONG_BASIC, _LONG_LITERAL = r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}', r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
# The blank inside belongs to a date and time: `1979-05-27 07:32:00`.
_UNQUOTED = r"[^\s,\]}\#\"'\[{]++(?: \d\d:[^\s,\]}\#]++)?+"
_SCALAR = f"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}|{_UNQUOTED}"
_KEY = rf"[A-Za-z0-9_-]++|{_BASIC}|{_LITERAL}"
_KEYS = rf"[ \t]*+(?P<keys>(?:{_KEY})(?:[ \t]*+\.[ \t]*+(?:{_KEY}))*+)[ \t]*+"
_GAP = r"(?:[ \t\r\n]++|\#[^\n]*+)*+"

# Long steps, because each costs the same however long it is.
_BETWEEN = re.compile(_GAP)
_ONE_KEY = re.compile(_KEY)
_HEADER = re.compile(rf"(\[\[?){_KEYS}\]\]?")
_PAIR = re.compile(rf"{_KEYS}=[ \t]*+(?P<scalar>{_SCALAR})?")  # without a scalar: an array or an inline table
_ITEM = re.compile(_SCALAR)
_STEP = re.compile(rf"{_GAP}[\[{{,]?{_GAP}([\]}}]?)")  # over the opening bracket or a comma, and over the closing one


class Scanner:
    """Walks over `text` as far as it is asked to.

    found: the spans of the key paths that it has come by.
    headers: where each header of a table starts.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.table: KeyPath = ()
        self.found: dict[KeyPath, Spans] = {}
        self.headers: list[int] = []
        self.newest: dict[KeyPath, int] = {}  # the last index of each array of tables
        self._is_first = True  # most files have one finding

    def find(self, wanted: KeyPath | None) -> Spans | None:
        """Return the spans of one key path; walk no further than to its value, or to the end where it has none.

        Raises nothing, as `spans_of` does not.
        """
        if wanted and self._is_first and (spans := self._in_own_section(wanted)):
            return spans
        try:
            self._walk(wanted)
        except (_LostError, tomli.TOMLDecodeError, RecursionError):
            self.at = len(self.text)
        return None if wanted is None else self.found.get(wanted)

    def _in_own_section(self, wanted: KeyPath) -> Spans | None:
        """Return the spans of a key path if they are in the one section `[a]` for the key path (a, ...), else None.

        A file with many lines before it need not be walked over for one finding; for several it is walked over once.
        """
        header = f"\n[{wanted[0]}]\n"
        start = self.text.find(header)
        self._is_first = False
        if start < 0 or header in self.text[start + 1 :] or "'''" in self.text or '"""' in self.text:
            return None  # or what looks like a header may be a part of a text
        section = Scanner(self.text)
        section.at, section.table = start + len(header), wanted[:1]
        try:
            section._take(_BETWEEN)
            while wanted not in section.found and self.text[section.at : section.at + 1] not in ("", "["):
                section._pair(section.table)
                section._take(_BETWEEN)
        except (_LostError, tomli.TOMLDecodeError, RecursionError):
            return None
        return section.found.get(wanted)

    def _walk(self, wanted: KeyPath | None) -> None:
        self._take(_BETWEEN)
        while wanted not in self.found and self.at < len(self.text):
            if self.text[self.at] == "[":
                self.table = self._header()
                if wanted in self.found:
                    wanted = None  # a table may yet get a header of its own
            else:
                self._pair(self.table)
            self._take(_BETWEEN)

    def _header(self) -> KeyPath:
        match = self._take(_HEADER)
        self.headers.append(match.start())
        whole = Spans(match.span(), match.span())
        *outer, (last, _) = self._keys(match)
        path: KeyPath = ()
        for name, span in outer:
            path += (name,)
            self.found.setdefault(path, Spans(span, span))
            if path in self.newest:
                path += (self.newest[path],)
        path += (last,)
        if match[1] == "[[":
            self.found.setdefault(path, whole)
            self.newest[path] = self.newest.get(path, -1) + 1
            path += (self.newest[path],)
        self.found[path] = whole
        return path

    def _pair(self, table: KeyPath) -> None:
        """Take `key = value` or `a.b.c = value` in `table`."""
        match = self._take(_PAIR)
        keys = self._keys(match)
        path = (*table, *[name for name, _ in keys])
        value = match.span("scalar") if match["scalar"] else self._nested(path)
        for size, (_, span) in enumerate(keys[:-1], len(table) + 1):
            self.found.setdefault(path[:size], Spans(span, (span[0], value[1])))
        self.found[path] = Spans(keys[-1][1], value)

    def _keys(self, match: re.Match[str]) -> list[tuple[str, Span]]:
        """Return each key of a dotted key, unquoted, with its span."""
        whole = match["keys"]
        if "." not in whole and whole[0] not in "\"'":
            return [(whole, match.span("keys"))]
        return [(_unquoted(key[0]), key.span()) for key in _ONE_KEY.finditer(self.text, *match.span("keys"))]

    def _nested(self, path: KeyPath) -> Span:
        """Take an array or an inline table."""
        start = self.at
        if self.text[start : start + 1] == "{":
            while self._goes_on():
                self._pair(path)
            return start, self.at
        index = 0
        while self._goes_on():
            item = (*path, index)
            scalar = _ITEM.match(self.text, self.at)
            if scalar:
                self.at = scalar.end()
            span = scalar.span() if scalar else self._nested(item)
            self.found[item] = Spans(span, span)
            index += 1
        return start, self.at

    def _goes_on(self) -> bool:
        """Step to the next item; return whether there is one, or step over the closing bracket."""
        return not self._take(_STEP)[1]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
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
