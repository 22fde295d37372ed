"""A package that is made to be found on crates.io does not say where to read on.

## What it does
Looks at packages that may go to crates.io and have keywords or categories for one of `documentation`, `homepage` and
`repository`.

## Why
Whoever finds the package gets no further: there is no link to its source and its documentation. cargo warns when the
package is packed, but does not stop.

## Example
    [package]
    name = "public-tool"
    keywords = ["tool"]

## Fix
Add `repository`, or one of the others.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "missing-recommended-metadata"
SEVERITY = "advice"

_LINKS = {"documentation", "homepage", "repository"}


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for package in context.showcased_packages:
        if _LINKS.isdisjoint(package.package or ()):
            message = f"package `{package.name}` has no documentation, homepage or repository"
            place = package.place(package.package_key, "name")
            yield Finding(NAME, SEVERITY, message, place, "add `repository`, so that whoever finds it can read on")
