"""The version of a package for crates.io has build metadata.

## What it does
Looks for `+` in the versions of packages that may go to crates.io. Behind it may be the version of something else that
the package wraps or follows, such as `1.0.0+openssl.3.2`: who writes two numbers or more knows what they do.

## Why
Registries tell versions apart without their build metadata: after `1.0.0+one` nothing can be published as
`1.0.0+two`, nor as `1.0.0`.

## Example
    [package]
    name = "public-tool"
    version = "1.0.0+build.7"

## Fix
Leave the build metadata out, and count up the version for each release.
"""

from collections.abc import Iterator
from itertools import pairwise

from policy.context import Context
from policy.finding import Finding

NAME = "version-with-build-metadata"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such version."""
    for package in context.public_packages:
        version = package.version
        if version is None or "+" not in version or _names_a_version(version.partition("+")[2]):
            continue
        field = package.known_field("version")
        message = f"version `{version}` can be published only once, whatever follows the `+`"
        place = field.place if field else package.place(package.package_key)
        yield Finding(NAME, SEVERITY, message, place, f"write `{version.partition('+')[0]}`")


def _names_a_version(metadata: str) -> bool:
    """Whether two numbers follow each other in it."""
    parts = metadata.replace("-", ".").split(".")
    return any(first.isdigit() and second.isdigit() for first, second in pairwise(parts))
