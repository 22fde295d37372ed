"""`replace-with` leads round in a circle.

## What it does
Follows `replace-with` from every `[source]`.

## Why
cargo refuses a circle that comes back to its start. On one that is entered from outside, cargo 1.95 hangs for ever.

## Example
    [source.crates-io]
    replace-with = "mirror"

    [source.mirror]
    registry = "sparse+https://mirror.example.com/index/"
    replace-with = "crates-io"

## Fix
Let the last source of the chain have a location and no `replace-with`.
"""

from collections.abc import Iterator

from policy.cargo.sources import SourceMap
from policy.context import Context
from policy.finding import Finding

NAME = "source-replacement-cycle"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each circle."""
    seen: set[str] = set()
    for refusal in context.refused(NAME):
        name = str(refusal.place.key[1])  # source.NAME.replace-with
        if name in seen:
            continue  # the same circle from another start
        seen |= _circle(name, context.sources)
        hangs = refusal.chain[-1].startswith("cargo hangs")
        message = "`replace-with` leads round in a circle" + (", on which cargo hangs" if hangs else "")
        advice = "end the chain at a source with a location"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)


def _circle(name: str, sources: SourceMap) -> set[str]:
    circle: set[str] = set()
    while name not in circle:
        circle.add(name)
        source = sources.by_name.get(name)
        name = str(source.replace_with.data) if source and source.replace_with else name
    return circle
