"""A dependency names two sources at once.

## What it does
Looks for keys that exclude each other: `git` and `registry`, `registry` and `registry-index`, `git` and `path`, two
of `branch`, `tag` and `rev`, or one of these without `git`.

## Why
cargo refuses every command in the workspace. `path` together with `version` or `registry` is fine.

## Example
    [dependencies]
    tool = { git = "https://git.example.com/tool", registry = "company" }

## Fix
Keep one of the two.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "ambiguous-dependency-source"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each contradiction."""
    for refusal in context.refused(NAME):
        yield Finding(NAME, SEVERITY, refusal.chain[-1].rstrip("."), refusal.place, "keep one of them", refusal=refusal)
