"""A path dependency leads to a folder without a manifest.

## What it does
Looks for Cargo.toml in the folder that `path` names.

## Why
cargo cannot resolve the workspace.

## Example
    [dependencies]
    utils = { path = "../utlis" }

## Fix
Correct the path, which is relative to the manifest that holds it.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.entries import sibling_of
from policy.finding import Finding

NAME = "missing-path-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each path that leads nowhere."""
    for refusal in context.refused(NAME):
        message = f"there is no package `{refusal.subject}` at this path"
        sibling, advice = sibling_of(context, refusal.place), "correct the path"
        if sibling is not None and sibling.name:
            advice += f', or add package = "{sibling.name}", which is the one that is there'
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
