"""A piece of a file with marks under it, in the manner of rustc and cargo.

  |
7 | internal-utils = { version = "1.2", registry = "compnay" }
  |                                                ^^^^^^^^^
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from policy.conceal import concealed
from policy.document import Document, Location
from policy.escape import escaped
from policy.output.paint import Paint

_TAB = "    "
_WIDEST = 140
"""A longer line is cut around its first mark, this many characters of it being left."""
_BEFORE = 60
"""How many characters before the mark are then left."""


class Mark(NamedTuple):
    """Something to point at.

    location: where; of several lines, the first is marked.
    sign: the character to underline with.
    style: the style of the underline and of the text.
    text: what to say about it; may be empty.
    """

    location: Location
    sign: str
    style: str
    text: str


def excerpt(document: Document, marks: Sequence[Mark], gutter: int, paint: Paint) -> list[str]:
    """Return the lines of `document` that have marks, in their order, with the marks; no lines where it has no text.

    gutter: how many digits the line numbers have room for.
    """
    if not document.text:
        return []
    bar = paint(f"{'':{gutter}} |", "frame")
    lines = [bar]
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.location.line, []).append(mark)
    numbers = sorted(by_line)
    for before, number in pairwise([numbers[0] - 1, *numbers]):
        if number > before + 1:
            lines.append(paint("...", "frame"))
        text, marked = _drawn(document.shown_line(number), by_line[number], paint)
        lines.append(f"{paint(f'{number:<{gutter}} |', 'frame')} {text}".rstrip())
        lines += (f"{bar} {underline}" for underline in marked)
    return lines


def _drawn(line: str, marks: Sequence[Mark], paint: Paint) -> tuple[str, list[str]]:
    """Return the line, in which no secret is left, as it is printed, and one line of underlining for each mark."""
    ranges = [_range(line, mark.location) for mark in marks]
    left, right = _window(line, ranges[0][0])
    shown = [_TAB if character == "\t" else escaped(character) for character in line[left:right]]
    front = "..." if left else ""
    cells = [len(front)]
    for piece in shown:
        cells.append(cells[-1] + _width(piece))
    underlines = []
    for mark, whole in zip(marks, ranges, strict=True):
        start, end = (min(max(at, left), right) - left for at in whole)
        signs = mark.sign * max(cells[end] - cells[start], 1)
        underlines.append(" " * cells[start] + paint(f"{signs} {escaped(concealed(mark.text))}".rstrip(), mark.style))
    return front + "".join(shown) + ("..." if right < len(line) else ""), underlines


def _range(line: str, location: Location) -> tuple[int, int]:
    """Return which characters of `line` are to be underlined."""
    start = min(location.column - 1, len(line))
    end = location.end_column - 1 if location.end_line == location.line else len(line)
    return start, min(max(end, start), len(line))


def _window(line: str, start: int) -> tuple[int, int]:
    """Return which characters of `line` are shown, given where its first mark begins."""
    if len(line) <= _WIDEST:
        return 0, len(line)
    left = min(max(start - _BEFORE, 0), len(line) - _WIDEST)
    return left, left + _WIDEST


def _width(piece: str) -> int:
    """Return how many cells of a terminal a piece of text takes."""
    if piece.isascii():
        return len(piece)
    import unicodedata  # few files have more than ASCII

    if unicodedata.category(piece) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(piece) in ("W", "F") else 1
