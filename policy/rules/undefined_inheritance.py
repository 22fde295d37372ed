"""A manifest inherits what the workspace does not define.

## What it does
Follows every `workspace = true` to the workspace's root.

## Why
cargo refuses every command in the workspace.

## Example
    [package]
    name = "tool"
    version.workspace = true   # and no [workspace.package] version in the root

## Fix
Define the key under `[workspace.package]` or `[workspace.dependencies]`, or write the value here.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "undefined-inheritance"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key that cannot be inherited."""
    for refusal in context.refused(NAME):
        message = f"`{refusal.subject}` cannot be inherited: {refusal.chain[-1]}"
        yield Finding(NAME, SEVERITY, message, refusal.place, refusal=refusal)
