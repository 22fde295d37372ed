"""The version of a package for crates.io has build metadata.

## What it does
Looks for `+` in the versions of packages that may go to crates.io.

## Why
Registries tell versions apart without their build metadata: after `1.0.0+one` nothing can be published as
`1.0.0+two`, nor as `1.0.0`.

## Example
    [package]
    name = "public-tool"
    version = "1.0.0+build.7"

## Fix
Leave the build metadata out, and count up the version for each release. A package that wraps the version of something
else, such as `1.0.0+openssl.3.2`, may keep it.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "version-with-build-metadata"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such version."""
    for package in context.public_packages:
        version = package.version
        if version is None or "+" not in version:
            continue
        field = package.known_field("version")
        message = f"version `{version}` can be published only once, whatever follows the `+`"
        place = field.place if field else package.place(package.package_key)
        yield Finding(NAME, SEVERITY, message, place, f"write `{version.partition('+')[0]}`")
