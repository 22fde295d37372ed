"""What is uploaded with a package is too large for crates.io.

## What it does
Looks at the README of packages that may go to crates.io: it travels in the metadata of the upload, which may have
1 MiB as JSON. How large the archive will be is known only to `cargo package`; there may be 10 MiB.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    readme = "HANDBOOK.md"

## Fix
Name a shorter file with `readme`, or none: `readme = false`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "package-too-large"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such README."""
    for refusal in context.refused(NAME):
        message = f"`{refusal.subject}` is sent with the package's metadata, for which crates.io has 1 MiB"
        advice = "name a shorter file with `readme`, or say readme = false"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
