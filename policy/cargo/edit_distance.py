"""How far two words are apart, as cargo counts it where it suggests a name (`util/edit_distance.rs` of cargo 1.95)."""

from collections.abc import Iterable

LIMIT = 3
"""The distance from which on cargo suggests nothing."""


def edit_distance(one: str, other: str) -> int:
    """Return how many letters must be put in, left out, replaced or swapped with their neighbour; case is ignored."""
    one, other = one.lower(), other.lower()
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            current.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        before_last, last = last, current
    return last[-1]


def closest_message(word: str, possible: Iterable[str], kind: str) -> str:
    """Return the words that cargo adds where a name is nearly one of the `possible` ones; "" where none is near.

    kind: what the names are of, such as "bin".
    """
    near = [name for name in possible if abs(len(name) - len(word)) <= LIMIT and edit_distance(word, name) <= LIMIT]
    if not near:
        return ""
    return f"\n\nhelp: a {kind} with a similar name exists: `{min(near, key=lambda name: edit_distance(word, name))}`"
