"""The manifests of a workspace do not fit together.

## What it does
Checks what cargo checks once all members are known: one root, different names, and that the current package is a
member.

## Why
cargo refuses every command in the workspace.

## Example
    # Cargo.toml
    [workspace]
    members = ["a", "b"]
    # a/Cargo.toml
    [package]
    name = "tool"
    # b/Cargo.toml
    [package]
    name = "tool"

## Fix
Correct `workspace.members` or `workspace.exclude`, or the name.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-workspace"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each contradiction."""
    for refusal in context.refused(NAME):
        message, _, rest = refusal.chain[-1].partition("\n")
        yield Finding(NAME, SEVERITY, message.rstrip(":"), refusal.place, " ".join(rest.split()), refusal=refusal)
