"""The folders that patterns with `*`, `?`, `[...]` and `**` describe, as the crate `glob` finds them for cargo."""

import os

MOST_FOLDERS = 50_000
"""So many folders all patterns of one list may lead to, on the way and in the end."""
MOST_NAMES = 3_000_000
"""So many names are compared with a pattern."""


class TooManyFolders(Exception):  # noqa: N818 - that is what it says
    """The patterns lead to more than can be looked at: links to a folder above go round without end, in cargo too."""


class Search:
    """The search for all patterns of one list, which together are bounded."""

    def __init__(self) -> None:
        self._folders = 0
        self._names = 0

    def expanded(self, pattern: str) -> list[str]:
        """Return the sorted paths that a pattern describes; a path without wildcards is there or not.

        Raises TooManyFolders.
        """
        before, *behind = _between_stars(pattern)
        found = set(self._globbed(before, pattern))
        for piece in behind:
            folders = self._all_below(found, pattern)
            found = folders
            if piece:
                found = {path for one in folders for path in self._globbed(os.path.join(one, piece), pattern)}
        return sorted(found)

    def _all_below(self, folders: set[str], pattern: str) -> set[str]:
        """Return `folders` and all in them; without `glob`, which follows links, also round in circles."""
        found: set[str] = set()
        for top in sorted(folders):
            if top not in found:
                for folder, _, names in os.walk(top):
                    found.add(folder)
                    self._count(1, len(names), pattern)
        return found

    def _globbed(self, path: str, pattern: str) -> list[str]:
        if "\0" in path:
            return []
        if not any(char in path for char in "*?["):
            return [path.rstrip(os.sep)] if os.path.exists(path) else []
        from fnmatch import filter as matching  # only a workspace with patterns pays for it

        first, *components = path.split(os.sep)
        found = [first + os.sep]
        for component in components:
            if component == "" or not any(char in component for char in "*?["):
                beside = [os.path.join(folder, component) for folder in found]
                found = [one for one in beside if os.path.lexists(one)]
                self._count(len(found), 0, pattern)
                continue
            there: list[str] = []
            for folder in found:
                names = _names(folder)
                there += [os.path.join(folder, name) for name in matching(names, component)]
                self._count(len(there), len(names), pattern)
                self._folders -= len(there)
            self._count(len(there), 0, pattern)
            found = there
        return [one.rstrip(os.sep) for one in found]

    def _count(self, folders: int, names: int, pattern: str) -> None:
        self._folders += folders
        self._names += names
        if self._folders > MOST_FOLDERS or self._names > MOST_NAMES:
            sentence = f"the pattern `{pattern}` leads to more than {MOST_FOLDERS:,} folders"
            raise TooManyFolders(
                f"{sentence}, perhaps through a link to a folder above; cargo would look into all of them"
            )


def _between_stars(pattern: str) -> list[str]:
    """Return the pieces of `pattern` between its components `**`."""
    pieces: list[list[str]] = [[]]
    for component in pattern.split(os.sep):
        if component == "**":
            pieces.append([])
        else:
            pieces[-1].append(component)
    return [os.sep.join(piece) for piece in pieces]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
