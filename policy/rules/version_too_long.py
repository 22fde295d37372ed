"""The version of a package is too long for crates.io.

## What it does
Counts the characters of `version` in packages that may go to crates.io: there may be 150.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    version = "1.0.0-nightly.of.the.branch.with.the.very.long.name ..."

## Fix
Shorten the pre-release or the build metadata.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "version-too-long"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such version."""
    for refusal in context.refused(NAME):
        message = "the version has more than the 150 characters that crates.io takes"
        advice = "shorten the pre-release or the build metadata"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
