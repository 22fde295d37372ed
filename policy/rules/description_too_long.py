"""The description of a package is too long for crates.io.

## What it does
Counts the bytes of `description` in packages that may go to crates.io: there may be 1000, as UTF-8.

## Why
crates.io refuses the package, and calls the bytes characters; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    description = "A tool for everybody. A tool for everybody. A tool ..."

## Fix
Say in a sentence what the package is for; the rest belongs into the README.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "description-too-long"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such description."""
    for refusal in context.refused(NAME):
        message = "the description has more than the 1000 bytes that crates.io takes"
        yield Finding(NAME, SEVERITY, message, refusal.place, "move the rest to the README", refusal=refusal)
