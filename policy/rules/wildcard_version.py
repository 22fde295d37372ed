"""A package for crates.io depends on any version of another.

## What it does
Looks for the version `*`, and nothing else, in dependencies that are kept when a package is published, where the
package may go to crates.io. `1.*` is good, and so is `*` in a package for another registry.

## Why
crates.io refuses the package, as it could break with any release of the other one. `cargo publish --dry-run` says
nothing about it.

## Example
    [dependencies]
    serde = "*"

## Fix
Write the version that is used: `cargo add serde` finds the newest.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "wildcard-version"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for refusal in context.refused(NAME):
        message = f"dependency `{refusal.subject}` may have any version, which crates.io does not allow"
        yield Finding(NAME, SEVERITY, message, refusal.place, "write the version that is used", refusal=refusal)
