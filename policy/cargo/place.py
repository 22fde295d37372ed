"""A place in a file, named by what stands there rather than by line and column."""

from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""The keys, and the indices of array items, from the root of a TOML document to a value."""


class Place(NamedTuple):
    """Where in which file.

    path: the file, absolute; or the name of an environment variable, or "" for the command line.
    key: the key path; empty for the file as a whole.
    part: "key" (or, for a table, its header) or "value"; in an edit also "header", to tell it from the last key in it.
    line, column: 1-based, in Unicode code points; given (not 0) only where no key path can name the place,
        because the file does not parse.
    """

    path: str
    key: KeyPath = ()
    part: str = "value"
    line: int = 0
    column: int = 0

    def at(self, *keys: str | int, part: str = "value") -> "Place":
        """Return the place of `keys` below this one, in the same file."""
        return Place(self.path, self.key + keys, part)
