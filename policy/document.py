"""A file as a reader sees it: its text in lines, and where in it a place is."""

import os
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from policy.cargo.place import Place

if TYPE_CHECKING:
    from policy.spans import Scanner

BYTE_ORDER_MARK = "\ufeff"


class Location(NamedTuple):
    """A stretch of a text, from `line` and `column` to before `end_line` and `end_column`.

    All are 1-based and count Unicode code points, without a byte order mark; the end is the start where only a point is
    known. All are 0 for what is no file: an environment variable, the command line.
    """

    line: int
    column: int
    end_line: int
    end_column: int


NOWHERE = Location(0, 0, 0, 0)


class Document:
    """The text of the file at `path`.

    path: absolute; or what a Place has instead of a path: the name of an environment variable, or "".
    text: the text, where it is known already; otherwise the file is read when the text is first asked for.
    """

    def __init__(self, path: str, text: str | None = None) -> None:
        self.path = path
        self.is_file = os.path.isabs(path)
        self._given = text
        self._shown: dict[int, str] = {}

    @cached_property
    def text(self) -> str:
        """The text without a byte order mark; empty where there is no file or it cannot be read."""
        text = self._given
        if text is None:
            text = _read(self.path) if self.is_file else ""
        return text.removeprefix(BYTE_ORDER_MARK)

    def line(self, number: int) -> str:
        """Return the line with this 1-based number, without its end; empty where there is none."""
        if not 1 <= number <= len(self._line_starts):
            return ""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None].removesuffix("\r")

    def shown_line(self, number: int) -> str:
        """Return the line with this 1-based number, as `line` does, with stars for the secrets in it.

        It is looked at in the whole text, too: a secret may go on from line to line, or stand under a header that says
        what it is.
        """
        shown = self._shown.get(number)
        if shown is None:
            from policy.conceal import concealed  # only what is shown pays for it

            line = self.line(number)
            start = self._line_starts[number - 1] if line else 0
            in_whole = self._concealed[start : start + len(line)]
            pairs = zip(concealed(line), in_whole, strict=True)
            shown = self._shown[number] = "".join("*" if "*" in pair else pair[0] for pair in pairs)
        return shown

    @cached_property
    def _concealed(self) -> str:
        """The text with stars for its secrets, as many as there are characters in them."""
        if len(self.text) > _LARGEST:
            return "*" * len(self.text)
        name = os.path.basename(self.path)
        is_config = name in ("config", "credentials") or (name.endswith(".toml") and name != "Cargo.toml")
        if is_config or "[registr" in self.text:  # where it should not be
            from policy.concealed_config import concealed_config

            return concealed_config(self.text)
        from policy.conceal import concealed

        return concealed(self.text)

    def locate(self, place: Place) -> Location:
        """Return where `place` is: its own line and column where it has them, else where its key path stands.

        A key path that is not in the text (a key that is missing, for instance) is located at the longest part of it
        that is; a place without any is located at the start of the file.
        """
        if not self.is_file:
            return NOWHERE
        if place.line:
            column = place.column or 1
            return Location(place.line, column, place.line, column)
        for size in range(len(place.key), 0, -1):
            spans = self._scanner.find(place.key[:size])
            if spans is not None:
                start, end = spans.key if place.part == "key" else spans.value
                return self.between(start, end)
        return Location(1, 1, 1, 1)

    def between(self, start: int, end: int) -> Location:
        """Return where the characters from `start` to before `end` stand, counted from the start of the text."""
        return Location(*self._position(start), *self._position(end))

    @cached_property
    def _scanner(self) -> "Scanner":
        from policy.spans import Scanner  # only a file with a finding pays for its patterns

        return Scanner(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, end = [0], self.text.find("\n")
        while end >= 0:
            starts.append(end + 1)
            end = self.text.find("\n", end + 1)
        return starts

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1


_LARGEST = 1 << 20
"""Of a longer text no line is shown: to look for secrets in all of it would take too long."""
_MOST = 64


class Documents(dict[str, Document]):
    """The documents that were asked for, by their paths: `documents[path]` never fails.

    Of many documents only the last ones are kept: a large workspace can have findings in thousands of files.
    """

    def __missing__(self, path: str) -> Document:
        if len(self) >= _MOST:
            del self[next(iter(self))]
        self[path] = document = Document(path)
        return document


def _read(path: str) -> str:
    if not os.path.isfile(path):
        return ""  # a FIFO would make us wait for a writer
    try:
        with open(path, "rb") as file:
            return file.read().decode(errors="replace")
    except (OSError, ValueError):  # ValueError: a path with a NUL
        return ""
