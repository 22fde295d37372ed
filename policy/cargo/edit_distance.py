"""How far two words are apart, as cargo counts it where it suggests a name (`util/edit_distance.rs` of cargo 1.95)."""

from collections.abc import Iterable

LIMIT = 3
"""The distance from which on cargo suggests nothing."""


def edit_distance(one: str, other: str) -> int:
    """Return how many letters must be put in, left out, replaced or swapped with their neighbour; case is ignored.

    A distance beyond LIMIT is some number beyond it: it is not worked out.
    """
    one, other = one.lower(), other.lower()
    far = LIMIT + 1
    before_last: dict[int, int] = {}
    last = {column: column for column in range(min(far, len(other)) + 1)}
    for row, letter in enumerate(one, 1):
        current = {0: row} if row <= far else {}
        for column in range(max(1, row - far), min(len(other), row + far) + 1):  # further off is too far
            wanted = other[column - 1]
            near = (last.get(column, far) + 1, current.get(column - 1, far) + 1)
            cost = min(*near, last.get(column - 1, far) + (letter != wanted))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            current[column] = min(cost, before_last.get(column - 2, far) + 1) if swapped else cost
        if min(current.values(), default=far) > LIMIT:
            return far
        before_last, last = last, current
    return last.get(len(other), far)


def closest_message(word: str, possible: Iterable[str], kind: str) -> str:
    """Return the words that cargo adds where a name is nearly one of the `possible` ones; "" where none is near.

    kind: what the names are of, such as "bin".
    """
    near = [name for name in possible if abs(len(name) - len(word)) <= LIMIT and edit_distance(word, name) <= LIMIT]
    if not near:
        return ""
    return f"\n\nhelp: a {kind} with a similar name exists: `{min(near, key=lambda name: edit_distance(word, name))}`"
