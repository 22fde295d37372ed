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
        name, key = refusal.place.key[-2:]
        message = f"`{name}` cannot be {key} for the whole workspace"
        advice = f"write {name} = {{ workspace = true, {key} = true }} in the members that need it so"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
