"""A TOML text that is changed by spans: what is not meant stays as it is, to the last byte."""

import json
import re
from copy import deepcopy
from typing import Any

import tomli

from credprovider.errors import Other
from credprovider.toml_elements import Edit, added, edited, removed
from credprovider.toml_layout import Keys, TomlLayout, at
from credprovider.visible import visible
from policy.cargo.toml_file import parse_toml

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class TomlText:
    """A valid TOML text under change.

    text: without a byte order mark. data: what it holds, floats as they are written. layout: where it stands. place:
    what the text is called in messages, safe to print.

    Every method names a value by its keys from the root. After each change the text is read again: a change that would
    not make exactly what was asked for raises Other and is not made. Raises Other also for a text that is not TOML.
    """

    def __init__(self, text: str, place: str) -> None:
        self.place = place
        problem = parse_toml("", text).problem
        if problem is not None:
            where = f"line {problem.line}, column {problem.column}: {visible(problem.message)}"
            raise Other(f"{place} is not valid TOML", (where,))
        self._take(text)

    def get(self, *keys: str) -> Any:
        """Return the value, a copy of it; None where there is none."""
        value: Any = self.data
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return deepcopy(value)

    def set(self, keys: Keys, value: str | list[str], comment: str = "") -> None:
        """Let `value` stand under `keys`, in the place of the old value or in a new line.

        comment: ends the new line, from `#` on; the line of the header instead where the table is new as well.
        """
        expected = deepcopy(self.data)
        table = expected
        for size, key in enumerate(keys[:-1], 1):
            table = table.setdefault(key, {})
            if not isinstance(table, dict):
                raise Other(f"`{dotted(keys[:size])}` in {self.place} is not a table")
        table[keys[-1]] = value
        found = self.layout.spans.get(keys)
        edits = [(*found.value, literal(value))] if found else self._new_pair(keys, literal(value), comment)
        self._change(edits, expected, keys)

    def append(self, keys: Keys, item: str) -> None:
        """Put `item` behind the last one of the array."""
        expected = deepcopy(self.data)
        at(expected, keys).append(item)
        brackets = self.layout.spans[keys].value
        self._change(added(self.text, brackets, self.layout.items(keys), literal(item)), expected, keys)

    def set_item(self, keys: Keys, number: int, item: str) -> None:
        """Let `item` stand in the place of one of the array."""
        expected = deepcopy(self.data)
        at(expected, keys)[number] = item
        self._change([(*self.layout.items(keys)[number], literal(item))], expected, keys)

    def remove_item(self, keys: Keys, number: int) -> None:
        """Take one out of the array."""
        expected = deepcopy(self.data)
        del at(expected, keys)[number]
        self._change(removed(self.text, self.layout.items(keys), number), expected, keys)

    def remove(self, keys: Keys) -> None:
        """Take out a key with its value; outside of an inline table, with the whole line."""
        inline = self.layout.inline_above(keys)
        if inline is None:
            edits = [self.layout.without_lines(self.layout.spans[keys].value)]
        else:
            pairs = self.layout.pairs_in(inline)
            edits = removed(self.text, list(pairs.values()), list(pairs).index(keys)) if keys in pairs else []
        self._change(edits, self._without(keys), keys)

    def remove_header(self, keys: Keys) -> None:
        """Take out the header of a table that has no keys of its own, and an empty line above it."""
        start, end, _ = self.layout.without_lines(self.layout.spans[keys].value)
        above = self.layout.before_line_end(start)
        if self.text[:above].endswith("\n") or (end == len(self.text) and not self.text.endswith("\n")):
            start = above
        tables_below = bool(at(self.data, keys))
        self._change([(start, end, "")], self.data if tables_below else self._without(keys), keys)

    def _take(self, text: str) -> None:
        self.text = text
        self.data: dict[str, Any] = tomli.loads(text, parse_float=str)  # `nan` would not equal itself
        self.layout = TomlLayout(text, self.data)

    def _change(self, edits: list[Edit], expected: dict[str, Any], keys: Keys) -> None:
        text = edited(self.text, edits)
        try:
            made = tomli.loads(text, parse_float=str)
        except tomli.TOMLDecodeError:
            made = None
        if made != expected:
            problem = f"`{dotted(keys)}` in {self.place} cannot be changed without rewriting more of the file"
            raise Other(problem, ("change it by hand",))
        self._take(text)

    def _new_pair(self, keys: Keys, value: str, comment: str) -> list[Edit]:
        layout, parent = self.layout, keys[:-1]
        inline = layout.inline_above(keys)
        if inline is not None:
            pair = f"{dotted(keys[len(inline) :])} = {value}"
            return added(self.text, layout.spans[inline].value, list(layout.pairs_in(inline).values()), pair)
        comment = f" {comment}" if comment else ""
        if parent and layout.is_implied(parent):
            return self._new_table(f"[{dotted(parent)}]{comment}", f"{dotted(keys[-1:])} = {value}")
        block, start, end = layout.block(layout.spans[parent].key[0] if parent else -1)
        pairs = [span for path, span in layout.pairs(start, end) if path[: len(parent)] == parent]
        line = f"{dotted(keys[len(block) :])} = {value}{comment}"
        if not pairs and not block:
            return [(0, 0, f"{line}{layout.newline(0)}")]
        indent, behind = (layout.indent(pairs[-1][0]), pairs[-1][1]) if pairs else ("", start)
        place = layout.line_end(behind)
        return [(place, place, f"{layout.newline(place)}{indent}{line}")]

    def _new_table(self, header: str, line: str) -> list[Edit]:
        """Return the addition of a table at the end; a text without a last line end keeps to that."""
        end = len(self.text)
        newline = self.layout.newline(end)
        lines = f"{header}{newline}{line}"
        if not self.text:
            return [(0, 0, f"{lines}{newline}")]
        if self.text.endswith("\n"):
            return [(end, end, f"{newline}{lines}{newline}")]
        return [(end, end, f"{newline}{newline}{lines}")]

    def _without(self, keys: Keys) -> dict[str, Any]:
        """Return the data without `keys`, and without the tables that nothing but a dotted key had made."""
        data = deepcopy(self.data)
        del at(data, keys[:-1])[keys[-1]]
        for size in range(len(keys) - 1, 0, -1):
            if at(data, keys[:size]) or self.text[self.layout.spans[keys[:size]].value[0]] in "[{":
                break
            del at(data, keys[: size - 1])[keys[size - 1]]
        return data


def literal(value: str | list[str]) -> str:
    """Return a string, or an array of strings, as TOML. Raises Other for what is no Unicode text."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise Other(f"`{visible(value)}` is not UTF-8, and a TOML file cannot hold it")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def dotted(keys: Keys) -> str:
    """Return a dotted key, quoted where it has to be."""
    return ".".join(key if _BARE_KEY.fullmatch(key) else literal(key) for key in keys)
