"""A dependency has a name that cargo takes and crates.io does not.

## What it does
Looks at the names of dependencies that are kept when a package is published, where the package may go to crates.io,
and at the keys under which they are renamed: at most 64 characters, an ASCII letter first, then ASCII letters,
digits, `-` and `_`. Where `package` has the name, the key may begin with `_`.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it. Where one of the first four bytes is of
a character that is not ASCII, cargo itself may die before it asks any registry.

## Example
    [dependencies]
    "größe" = { version = "1", package = "size" }

## Fix
Choose another key; a package whose own name is the trouble cannot come from crates.io.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-dependency-name"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such name."""
    for refusal in context.refused(NAME):
        message = f"crates.io takes no dependency with the name `{refusal.subject}`"
        if refusal.by == "cargo":
            message = f"cargo cannot ask a registry for the name `{refusal.subject}`"
        advice = "at most 64 ASCII letters, digits, `-` and `_`, of which the first is a letter"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
