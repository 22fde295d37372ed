"""A dependency says neither a version nor where it comes from.

## What it does
Looks for dependencies without `version`, `path`, `git` and `workspace`.

## Why
cargo refuses every command in the workspace. A `registry` alone is not enough.

## Example
    [dependencies]
    internal-utils = { registry = "company" }

## Fix
Add a version.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "dependency-without-source"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for refusal in context.refused(NAME):
        message = f"dependency `{refusal.subject}` has no version, path, git or workspace"
        yield Finding(NAME, SEVERITY, message, refusal.place, "add a version", refusal=refusal)
