"""The elements of an array or of an inline table: adding one and removing one, with its comma, its line and its
indentation.
"""

import re

Span = tuple[int, int]
Edit = tuple[int, int, str]
"""From this character to before that one there shall be this text."""

_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")
_BLANKS = re.compile(r"[ \t]*")


def after_gap(text: str, at: int) -> int:
    """Return the first place from `at` on that is neither blank, nor a line end, nor in a comment."""
    match = _GAP.match(text, at)
    return match.end() if match else at


def added(text: str, brackets: Span, elements: list[Span], element: str) -> list[Edit]:
    """Return the edits that put `element` behind the last of `elements`, in the manner of that one.

    brackets: the whole array or inline table. A comma behind the last element is kept there; a last element with a line
    of its own makes the new one have one, too.
    """
    start, end = brackets
    if not elements:
        inside = text[start + 1 : end - 1]
        blank = " " if text[start] == "{" or inside.startswith((" ", "\t")) else ""
        return [(start + 1, start + 1, f"{blank}{element}{'' if inside else blank}")]
    first, behind = elements[-1]
    comma = _comma(text, behind)
    edits = [] if comma else [(behind, behind, ",")]
    behind, tail = (comma, ",") if comma else (behind, "")
    own_line = _line_before(text, first)
    if own_line:
        behind = _rest_of_line(text, behind)
    return [*edits, (behind, behind, f"{own_line or ' '}{element}{tail}")]


def removed(text: str, elements: list[Span], number: int) -> list[Edit]:
    """Return the edits that take out element `number`, its comma, and its line with the comment where it has one."""
    start, end = elements[number]
    comma = _comma(text, end)
    end = comma or end
    edits = []
    if not comma and number:
        before = _comma(text, elements[number - 1][1])
        edits = [(before - 1, before, "")]
    own_line = _line_before(text, start)
    if own_line:
        start, end = start - len(own_line), _rest_of_line(text, end)
    elif number or not comma:
        start = len(text[:start].rstrip(" \t"))
    elif blanks := _BLANKS.match(text, end):
        end = blanks.end()
    return [*edits, (start, end, "")]


def edited(text: str, edits: list[Edit]) -> str:
    """Return `text` after `edits`, which do not overlap; two at one place are made in their order."""
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _comma(text: str, at: int) -> int:
    """Return the place behind the comma that follows, 0 where none does."""
    place = after_gap(text, at)
    return place + 1 if text[place : place + 1] == "," else 0


def _line_before(text: str, start: int) -> str:
    """Return the line end and the indentation before `start`; "" where something else stands on the line."""
    head = text[:start].rstrip(" \t")
    if not head.endswith("\n"):
        return ""
    return text[len(head) - (2 if head.endswith("\r\n") else 1) : start]


def _rest_of_line(text: str, at: int) -> int:
    """Return the end of the line, where there is nothing on it from `at` on but a comment; else `at`."""
    match = _REST_OF_LINE.match(text, at)
    return match.end() if match else at
