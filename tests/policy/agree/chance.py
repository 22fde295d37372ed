"""What the generator decides with: things that are there seldom, and values that are wrong now and then.

Whatever hypothesis makes simpler loses first what is there seldom, and then what is wrong.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

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


def seldom(draw: st.DrawFn, one_in: int) -> bool:
    """Say yes once in so many times; always for 1."""
    return draw(st.integers(1, one_in)) == one_in


def pick(draw: st.DrawFn, choice: Sequence[Any]) -> Any:
    """Return one of a few values; the first is the simplest."""
    return draw(st.sampled_from(choice))


def value(draw: st.DrawFn, key: Key, wrong: int) -> Any:
    """Return a value for a key. wrong: one of so many is another one than the good ones."""
    if not seldom(draw, wrong):
        return pick(draw, key.good)
    return pick(draw, (*key.bad, *ODD) if seldom(draw, 3) or not key.bad else key.bad)


def table(draw: st.DrawFn, keys: Mapping[str, Key], wrong: int = 40) -> Drawn:
    """Return a table with some of these keys, seldom with one that nobody knows."""
    found = {name: value(draw, key, wrong) for name, key in keys.items() if seldom(draw, key.one_in)}
    if seldom(draw, wrong * 4):
        found[pick(draw, ("unknown", "Version", "ä b"))] = pick(draw, ODD)
    return found
