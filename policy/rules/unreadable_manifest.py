"""A manifest that the workspace needs cannot be read.

## What it does
Opens every manifest that the workspace's members and path dependencies lead to.

## Why
cargo refuses every command in the workspace.

## Example
    [workspace]
    members = ["removed-long-ago"]

## Fix
Correct the path, remove the entry, or restore the file.
"""

import os
from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "unreadable-manifest"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each manifest that is missing or cannot be opened."""
    for refusal in context.refused(NAME):
        path = os.path.relpath(refusal.subject, os.path.dirname(refusal.place.path))
        message = f"cannot read `{path}`: {refusal.chain[-1]}"
        yield Finding(NAME, SEVERITY, message, refusal.place, refusal=refusal)
