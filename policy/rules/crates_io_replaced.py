"""crates.io is replaced, and a publish without `--registry` will be refused.

## What it does
Looks whether `[source.crates-io]` is replaced while a package would be published without naming a registry.

## Why
With crates.io replaced, cargo refuses every command that talks to a registry (publish, yank, owner, search, login)
unless it is told which one.

## Example
    [source.crates-io]
    replace-with = "mirror"

    [source.mirror]
    registry = "sparse+https://mirror.example.com/index/"

## Fix
Say where the package goes, `publish = ["company"]`, or pass `--registry`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "crates-io-replaced"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for the replacement that stands in the way."""
    for refusal in context.refused(NAME):
        message = f"crates.io is replaced with `{refusal.subject}`: a publish without --registry is refused"
        advice = "name the registry in `package.publish`, or pass --registry"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
