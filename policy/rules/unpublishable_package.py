"""A package that may not be published is to be published.

## What it does
Looks, for a given command, whether a selected package has `publish = false`, an empty list, or no version.

## Why
cargo refuses the command. A check without a command has nothing to say here: such a package is meant to stay where it
is.

## Example
    [package]
    name = "tool"
    publish = false    # and then: cargo publish -p tool

## Fix
Leave the package out, or allow a registry: `publish = ["company"]`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "unpublishable-package"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each command that cargo refuses; none without a command."""
    for refusal in context.refused(NAME):
        yield Finding(NAME, SEVERITY, refusal.chain[0].partition("\n")[0].rstrip("."), refusal.place, refusal=refusal)
