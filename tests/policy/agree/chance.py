"""What the generator decides with: things that are there seldom, and values that are wrong now and then."""

import datetime
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

Drawn = dict[str, Any]

ODD: tuple[Any, ...] = (
    *(1, 0, -1, 1.5, True, False, "", "x", "a b", "ä", [], [1], ["x"], [[]], [{}], {}, {"x": 1}, {"workspace": True}),
    *({"workspace": False}, {"version": "1"}, {"path": 1}, ["x", 1], datetime.date(1979, 5, 27), 2**40),
)
"""Values of every type, in the place of any other."""


class Key(NamedTuple):
    """A key that a table can have.

    one_in: it stands in one table of so many; 1 for always.
    good: values that it can have; those of other keys may still get into their way.
    bad: values of which cargo refuses some, or that change what it goes through.
    """

    one_in: int
    good: Sequence[Any]
    bad: Sequence[Any] = ()


def seldom(random: Random, one_in: int) -> bool:
    """Say yes once in so many times; always for 1."""
    return random.randrange(one_in) == one_in - 1


def pick(random: Random, choice: Sequence[Any]) -> Any:
    """Return one of a few values; the first is the simplest."""
    return random.choice(choice)


def value(random: Random, key: Key, wrong: int) -> Any:
    """Return a value for a key. wrong: one of so many is another one than the good ones."""
    if not seldom(random, wrong):
        return pick(random, key.good)
    return pick(random, (*key.bad, *ODD) if seldom(random, 3) or not key.bad else key.bad)


def table(random: Random, keys: Mapping[str, Key], wrong: int = 40) -> Drawn:
    """Return a table with some of these keys, seldom with one that nobody knows."""
    found = {name: value(random, key, wrong) for name, key in keys.items() if seldom(random, key.one_in)}
    if seldom(random, wrong * 4):
        found[pick(random, ("unknown", "Version", "ä b"))] = pick(random, ODD)
    return found
