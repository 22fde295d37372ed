"""The config sets `registry.index`, which cargo does not take any more.

## What it does
Looks for `index` in `[registry]`, and for the variable `CARGO_REGISTRY_INDEX`.

## Why
It once said where crates.io is. cargo now stops at it in nearly every command.

## Example
    [registry]
    index = "https://git.example.com/index"

## Fix
Give the registry a name, `[registries.company]`, or replace crates.io by a `[source]`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "unsupported-registry-index"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for the key."""
    for refusal in context.refused(NAME):
        message = "`registry.index` is no longer supported"
        advice = "define the registry under [registries], or replace crates.io by a [source]"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
