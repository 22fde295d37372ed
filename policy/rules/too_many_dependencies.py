"""A package has more dependencies than crates.io takes.

## What it does
Counts the dependencies of packages that may go to crates.io, in all tables together and without those that are
dropped when a package is published: at most 500.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [dependencies]
    dependency-1 = "1"
    dependency-2 = "1"
    # ... and 499 more

## Fix
Split the package, or depend on a package that re-exports others.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "too-many-dependencies"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for refusal in context.refused(NAME):
        message = f"the package has {refusal.subject} dependencies, and crates.io takes 500"
        yield Finding(NAME, SEVERITY, message, refusal.place, "split the package", refusal=refusal)
