"""Where the tables, pairs and lines of a TOML text stand, for those who change it."""

import re
from collections.abc import Iterator
from typing import Any

from credprovider.toml_elements import Edit, Span, after_gap
from policy.cargo.place import KeyPath
from policy.spans import Spans, spans_of

Keys = tuple[str, ...]

_COMMENT = re.compile(r"[ \t]*(#[^\r\n]*)")


class TomlLayout:
    """The layout of `text`, which holds `data`."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text = text
        self.data = data
        self.spans: dict[KeyPath, Spans] = spans_of(text)

    def items(self, keys: Keys) -> list[Span]:
        """Return where the items of an array stand."""
        return [self.spans[(*keys, number)].value for number in range(len(at(self.data, keys)))]

    def has_header(self, path: KeyPath) -> bool:
        """Whether the value is a table with a line of its own, `[path]`."""
        found = self.spans.get(path)
        return found is not None and self.text[found.value[0]] == "[" and isinstance(at(self.data, path), dict)

    def is_implied(self, keys: Keys) -> bool:
        """Whether there is no such table, or only in the name of another one: `[a.b]` implies `a`."""
        found = self.spans.get(keys)
        return found is None or (found.key == found.value and not self.has_header(keys))

    def inline_above(self, keys: Keys) -> Keys | None:
        """Return the innermost inline table around `keys`."""
        for size in range(len(keys) - 1, 0, -1):
            found = self.spans.get(keys[:size])
            if found and self.text[found.value[0]] == "{":
                return keys[:size]
        return None

    def block(self, place: int) -> tuple[KeyPath, int, int]:
        """Return the table whose header is the last one up to `place`, and where its lines start and end."""
        path: KeyPath = ()
        start = 0
        headers = [(spans.key, path) for path, spans in self.spans.items() if self.has_header(path)]
        for span, own in sorted(headers):
            if span[0] > place:
                return path, start, span[0]
            path, start = own, span[1]
        return path, start, len(self.text)

    def pairs_in(self, inline: Keys) -> dict[KeyPath, Span]:
        """Return what `pairs` does, for the inside of an inline table."""
        start, end = self.spans[inline].value
        return dict(self.pairs(start + 1, end - 1))

    def pairs(self, start: int, end: int) -> Iterator[tuple[KeyPath, Span]]:
        """Yield every `key = value` between two places, but for those inside of values: its keys, where it stands."""
        inside = [
            (spans.key[0], spans.value[1], path)
            for path, spans in self.spans.items()
            if start <= spans.key[0] < end and spans.value[0] > spans.key[1]
        ]
        place = start
        for key_start, value_end, path in sorted(inside, key=lambda pair: pair[:2]):
            if key_start >= place:
                first = after_gap(self.text, place)
                first = after_gap(self.text, first + 1) if self.text[first] == "," else first
                yield path, (first, value_end)
                place = value_end

    def comment(self, keys: Keys) -> str:
        """Return the comment, from `#` on, behind the value or behind the table's header; "" where there is none."""
        found = self.spans.get(keys)
        match = _COMMENT.match(self.text, found.value[1]) if found else None
        return match[1] if match else ""

    def without_lines(self, span: Span) -> Edit:
        """Return the removal of the lines of `span`; of the last ones with the line end before them."""
        start, end = self.text.rfind("\n", 0, span[0]) + 1, self.text.find("\n", span[1]) + 1
        return (start, end, "") if end else (self.before_line_end(start), len(self.text), "")

    def line_end(self, place: int) -> int:
        """Return where the line ends, before its line end."""
        end = self.text.find("\n", place)
        return self.before_line_end(end + 1) if end >= 0 else len(self.text)

    def before_line_end(self, place: int) -> int:
        """Return `place`, or what is before the line end that stands right before it."""
        above = self.text[:place]
        return place - (2 if above.endswith("\r\n") else 1 if above.endswith("\n") else 0)

    def newline(self, place: int) -> str:
        """Return the line end that stands at `place`; elsewhere the one that the text has."""
        if self.text.startswith("\n", place):
            return "\n"
        return "\r\n" if self.text.startswith("\r\n", place) or "\r\n" in self.text else "\n"

    def indent(self, place: int) -> str:
        """Return what stands before `place` on its line."""
        return self.text[self.text.rfind("\n", 0, place) + 1 : place]


def at(data: Any, path: KeyPath) -> Any:
    """Return the value at `path`, which is there."""
    for key in path:
        data = data[key]
    return data
