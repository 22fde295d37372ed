"""A keyword is one that crates.io does not take, or there are too many.

## What it does
Looks at `keywords` of packages that may go to crates.io: at most five, each of at most 20 bytes, which begins with an
ASCII letter or digit and goes on with these, `_`, `-` and `+`.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    keywords = ["command line"]

## Fix
Shorten the list, or write the keyword with `-`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-keyword"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such keyword, and one for a list that is too long."""
    for refusal in context.refused(NAME):
        if not refusal.subject and not isinstance(refusal.place.key[-1], int):
            message, advice = "crates.io takes at most 5 keywords", "keep the five that say most"
        else:
            message = f"`{refusal.subject}` is no keyword for crates.io"
            advice = "at most 20 ASCII letters, digits, `_`, `-` and `+`, of which the first is a letter or a digit"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
