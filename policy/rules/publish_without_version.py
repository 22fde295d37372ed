"""A package without a version says where it may be published.

## What it does
Looks for `publish` with `true` or a list in packages without `version`.

## Why
cargo refuses every command in the workspace: a package without a version cannot be published.

## Example
    [package]
    name = "tool"
    publish = ["company"]

## Fix
Add a version, or set `publish = false`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "publish-without-version"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for refusal in context.refused(NAME):
        message = "`publish` allows a registry, but the package has no version"
        yield Finding(NAME, SEVERITY, message, refusal.place, "add `version`, or set publish = false", refusal=refusal)
