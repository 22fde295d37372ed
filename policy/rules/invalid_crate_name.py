"""A package has a name that cargo takes and crates.io does not.

## What it does
Looks at the names of packages that may go to crates.io: at most 64 characters, an ASCII letter first, then ASCII
letters, digits, `-` and `_`.

## Why
crates.io refuses the package at the end of `cargo publish`; `cargo publish --dry-run` says nothing about it. Where one
of the first four bytes is of a character that is not ASCII, cargo itself may die before it asks any registry.

## Example
    [package]
    name = "_tool"

## Fix
Choose another name, or say `publish = false`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-crate-name"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for refusal in context.refused(NAME):
        message = f"`{refusal.subject}` cannot be the name of a crate on crates.io"
        if refusal.by == "cargo":
            message = f"cargo cannot ask a registry for the name `{refusal.subject}`"
        advice = "at most 64 ASCII letters, digits, `-` and `_`, of which the first is a letter"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
