"""The readme or the licence file of a package does not exist.

## What it does
Looks for the files that `readme` and `license-file` name, in packages that may be published.

## Why
cargo refuses to pack the package.

## Example
    [package]
    license-file = "LICENCE.txt"

## Fix
Correct the path, which is relative to the manifest (to the workspace's root, where it is inherited).
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "missing-packaged-file"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package with a missing file."""
    for refusal in context.refused(NAME):
        message = refusal.chain[-1].partition(" (relative")[0].partition("\n")[0]
        yield Finding(NAME, SEVERITY, message, refusal.place, "correct the path, or add the file", refusal=refusal)
