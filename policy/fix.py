"""What an edit does to the text of its file."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from policy.cargo.place import KeyPath
from policy.edit import Edit
from policy.spans import Scanner, Span, Spans


class Replacement(NamedTuple):
    """The characters from `start` to before `end` of a text become `text`."""

    start: int
    end: int
    text: str


def replacement(text: str, edit: Edit) -> Replacement | None:
    """Return what `edit` does to `text`, a valid TOML text without a byte order mark; None where it has no place."""
    scanner = _scanned(text)
    key, found = edit.place.key, scanner.found
    spans = found.get(key)
    if spans is None:
        return None if edit.text is None or edit.place.part != "value" else _addition(text, scanner, key, edit.text)
    if edit.text is None:
        return _removal(text, scanner.headers, spans)
    if edit.place.part == "header":
        return Replacement(*spans.key, edit.text) if spans.key[0] in scanner.headers else None
    if edit.place.part == "key":
        return Replacement(*_last_key(text, spans.key), edit.text)
    return Replacement(*spans.value, edit.text)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` after all `edits`, each of which is about `text` as it is; one without a place changes nothing."""
    changes = [change for edit in edits if (change := replacement(text, edit)) is not None]
    for change in sorted(changes, key=lambda one: one.start, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


_NAME = re.compile(r"""((?<![A-Za-z0-9_-])[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*\]{0,2}\Z""")
_OUTER_KEYS = re.compile(r"""(?:(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*\.[ \t]*)+\Z""")
_COMMA = re.compile(r"\s*,[ \t]*")
_REST_OF_LINE = re.compile(r"[ \t]*,?[ \t]*(?:\#[^\n]*)?(?:\n|\Z)")


@lru_cache(1)
def _scanned(text: str) -> Scanner:
    """Walk over the whole of `text`, once for all its edits."""
    scanner = Scanner(text)
    scanner.find(None)
    return scanner


@lru_cache(1)
def _by_table(text: str) -> dict[KeyPath, list[Spans]]:
    """Return where the entries of each table of `text` stand."""
    tables: dict[KeyPath, list[Spans]] = {}
    for path, spans in _scanned(text).found.items():
        if path:
            tables.setdefault(path[:-1], []).append(spans)
    return tables


def _last_key(text: str, span: Span) -> Span:
    """Return the span of the name alone where `span` is that of a header."""
    name = _NAME.search(text, *span)
    return name.span(1) if name else span


def _addition(text: str, scanner: Scanner, key: KeyPath, value: str) -> Replacement | None:
    """Add `key` behind the last entry of its table, which is made where it is not there."""
    table, name = key[:-1], _key(key[-1])
    if table and table not in scanner.found and table[:-1] in scanner.found:
        table, name = table[:-1], f"{_key(table[-1])}.{name}"
    entry = f"{name} = {value}"
    parent = scanner.found.get(table)
    if parent is None and table:
        gap = "\n" if text and not text.endswith("\n") else ""
        return Replacement(len(text), len(text), f"{gap}\n[{'.'.join(map(_key, table))}]\n{entry}\n")
    inside = _by_table(text).get(table, [])
    entries = [one.value[1] for one in inside if one.key[0] not in scanner.headers]
    if parent is None:
        return _new_line(text, max(entries), entry) if entries else Replacement(0, 0, f"{entry}\n")
    start = parent.value[0]
    if start in scanner.headers:
        return _new_line(text, max(entries, default=parent.value[1]), entry)
    if text.startswith("{", start):
        end = max(entries, default=start + 1)
        return Replacement(end, end, f", {entry}" if entries else f" {entry} ")
    return _dotted(text, inside, entry)


def _key(name: str | int) -> str:
    """Return a key as TOML, in quotes where it needs them."""
    return str(name) if _BARE.fullmatch(str(name)) else json.dumps(name, ensure_ascii=False)


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _dotted(text: str, inside: list[Spans], entry: str) -> Replacement | None:
    """Add an entry to a table that only dotted keys make, in the same form; None where it has no line of its own."""
    for spans in reversed(inside):
        before = text[text.rfind("\n", 0, spans.key[0]) + 1 : spans.key[0]]
        if _OUTER_KEYS.match(before.lstrip()):
            return _new_line(text, spans.value[1], before + entry)
    return None  # the headers of others make it


def _new_line(text: str, at: int, entry: str) -> Replacement:
    end = text.find("\n", at)
    if end < 0:
        return Replacement(len(text), len(text), f"\n{entry}\n")
    return Replacement(end + 1, end + 1, f"{entry}\n")


def _removal(text: str, headers: list[int], spans: Spans) -> Replacement:
    start, end = spans.key[0], spans.value[1]
    if start in headers:
        after = bisect_right(headers, start)
        return Replacement(start, headers[after] if after < len(headers) else len(text), "")
    line = text.rfind("\n", 0, start) + 1
    if outer := _OUTER_KEYS.search(text, max(line, start - 1000), start):  # it would be slow on a very long line
        start = outer.start()
    rest = _REST_OF_LINE.match(text, end)
    if not text[line:start].strip() and rest:
        return Replacement(line, rest.end(), "")
    if comma := _COMMA.match(text, end):
        return Replacement(start, comma.end(), "")
    before = len(text[:start].rstrip())
    return Replacement(before - 1 if before and text[before - 1] == "," else start, end, "")
