"""A package that is made to be found on crates.io has no edition.

## What it does
Looks at packages that may go to crates.io and have keywords or categories for `edition`, inherited or not.

## Why
Without one cargo takes the edition of 2015, the oldest, and warns of it with each build. Few mean that.

## Example
    [package]
    name = "public-tool"
    keywords = ["tool"]
    repository = "https://github.com/example/public-tool"

## Fix
Add the edition that the code is written for; `edition = "2015"` changes nothing.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "missing-edition"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package."""
    for package in context.showcased_packages:
        if "edition" not in (package.package or ()):
            message = f"package `{package.name}` has no edition, and so the one of 2015"
            place = package.place(package.package_key, "name")
            advice = 'add edition = "2024" if the code is written for it; edition = "2015" changes nothing'
            yield Finding(NAME, SEVERITY, message, place, advice)
