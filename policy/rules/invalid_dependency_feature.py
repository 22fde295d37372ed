"""A dependency asks for a feature in a form that cargo does not take.

## What it does
Looks for `/` and `dep:` in the `features` of a dependency.

## Why
cargo refuses every command in the workspace: only the dependency's own features can be named here.

## Example
    [dependencies]
    client = { version = "1", features = ["http/tls"] }

## Fix
Name a feature of the dependency itself, one that turns the other feature on.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-dependency-feature"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such feature."""
    for refusal in context.refused(NAME):
        message, _, _ = refusal.chain[-1].partition("\n")
        advice = f"name a feature of `{refusal.subject}` that turns it on"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
