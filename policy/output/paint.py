"""Colours, as cargo uses them."""

from collections.abc import Callable

Paint = Callable[[str, str], str]
"""Takes a text and the name of a style."""

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "advice": "1;36",
    "strong": "1",
    "frame": "1;94",
}


def painter(colour: bool) -> Paint:
    """Return a function that puts a text into a style: into ANSI colours, or back as it is where none are wanted."""
    return _painted if colour else _plain


def _painted(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _plain(text: str, _: str) -> str:
    return text
