"""One dependency comes from different sources in different tables.

## What it does
Compares the sources of dependencies with the same key in normal, dev, build and target tables.

## Why
cargo refuses every command in the workspace; different versions would be fine, different sources are not.

## Example
    [dependencies]
    shared = { version = "1", registry = "company" }

    [target.'cfg(unix)'.dependencies]
    shared = "1"

## Fix
Take it from the same source everywhere, or rename one: `shared-public = { package = "shared", version = "1" }`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "conflicting-dependency-sources"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency with two sources."""
    for refusal in context.refused(NAME):
        message = f"dependency `{refusal.subject}` comes from different sources in different tables"
        yield Finding(NAME, SEVERITY, message, refusal.place, "take it from one source everywhere", refusal=refusal)
