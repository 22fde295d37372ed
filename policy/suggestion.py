"""Which of several names may have been meant."""

from collections.abc import Iterable

_MOST = 64
"""Names that are compared with one, and characters of them: to compare takes its time, and a project can have many."""


class Suggestion:
    """The name among `names` that is nearest to another; case, `-` and `_` are taken for the same."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        self._by_start: dict[str, list[str]] = {}
        for name in names:
            alike = _alike(name)
            if alike not in self._names:
                self._by_start.setdefault(alike[:1], []).append(alike)
            self._names[alike] = name

    def nearest(self, name: str, cutoff: float = 0.7) -> str | None:
        """Return the nearest name; None where none is near. cutoff: how much must be the same, from 0 to 1.

        Of more than a few names, only some that begin as `name` does are looked at.
        """
        from difflib import get_close_matches  # only a mistake pays for it

        alike = _alike(name)
        if len(alike) > _MOST:
            return None
        possible = [*self._names] if len(self._names) <= _MOST else self._by_start.get(alike[:1], [])[:_MOST]
        found = get_close_matches(alike, possible, 1, cutoff)
        return self._names[found[0]] if found else None


def _alike(name: str) -> str:
    return name.lower().replace("_", "-")
