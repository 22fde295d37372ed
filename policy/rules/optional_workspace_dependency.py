"""An entry of `[workspace.dependencies]` is optional or public.

## What it does
Looks for `optional = true` and `public = true` under `[workspace.dependencies]`.

## Why
cargo refuses every command: both are for the member to say.

## Example
    [workspace.dependencies]
    serde = { version = "1", optional = true }

## Fix
Move the key to the members: `serde = { workspace = true, optional = true }`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "optional-workspace-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such key."""
    for refusal in context.refused(NAME):
        yield Finding(NAME, SEVERITY, refusal.chain[-1], refusal.place, "say it in the member", refusal=refusal)
