"""A version requirement has build metadata, which cargo ignores.

## What it does
Looks for `+` in the version requirements of dependencies.

## Why
What follows the `+` does not tell versions apart: `1.2.0+patched` is met by every version that `1.2.0` is met by.
cargo warns on build, and says nothing on publish.

## Example
    [dependencies]
    serde = "1.0.200+patched"

## Fix
Delete the `+` and what follows it.
"""

from collections.abc import Iterator

from policy.cargo.semver import requirement_error
from policy.context import Context
from policy.edit import Edit
from policy.entries import value_at
from policy.finding import Finding

NAME = "requirement-with-build-metadata"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each requirement with build metadata."""
    for package in context.packages:
        for dependency in package.notable_dependencies:
            requirement = dependency.text("version")
            if requirement is None or "+" not in requirement or requirement_error(requirement):
                continue
            plain = ", ".join(part.partition("+")[0].strip() for part in requirement.split(","))
            whole = dependency.place()
            place = whole if isinstance(value_at(context, whole), str) else dependency.place("version")
            message = (
                f"requirement `{requirement}` of dependency `{dependency.name}` has build metadata, which is ignored"
            )
            fix = (Edit(place, f'"{plain}"'),)
            yield Finding(NAME, SEVERITY, message, place, f'write "{plain}"', fix=fix)
