"""A package has both `license` and `license-file`.

## What it does
Looks for packages that may be published and have both keys.

## Why
`license-file` is for a licence that has no SPDX identifier. cargo warns that one of them is enough, and a registry
shows the one or the other.

## Example
    [package]
    name = "public-tool"
    license = "MIT"
    license-file = "LICENSE"

## Fix
Keep `license`; the file is packed all the same when it lies in the package.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "license-and-license-file"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for package in context.public_packages:
        table = package.package or {}
        if "license" in table and "license-file" in table:
            place = package.place(package.package_key, "license-file", part="key")
            yield Finding(NAME, SEVERITY, "only one of `license` and `license-file` is necessary", place, "keep one")
