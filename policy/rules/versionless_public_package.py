"""A package has all that crates.io asks for but a version, and is never published.

## What it does
Looks for packages without `version` and without `publish` that have a `description`, a `license`, and `keywords` or
`categories`, which are of use on a registry's website alone.

## Why
cargo takes a package without a version for one that is not to be published: `cargo publish` refuses it.

## Example
    [package]
    name = "public-tool"
    description = "Sorts letters."
    license = "MIT"
    keywords = ["sort"]

## Fix
Add a version; or `publish = false` where the package is not meant to be published.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.finding import Finding

NAME = "versionless-public-package"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that seems to lack nothing but its version."""
    for package in context.packages:
        own = package.package or {}
        if "version" in own or "publish" in own or not package.name or not _looks_public(package):
            continue
        message = f"package `{package.name}` looks public, but without a version it cannot be published"
        place = package.place(package.package_key, "name")
        yield Finding(NAME, SEVERITY, message, place, "add a version, or publish = false where it stays here")


def _looks_public(package: Manifest) -> bool:
    own = package.package or {}
    for_readers = any(isinstance(own.get(key), list) and own[key] for key in ("keywords", "categories"))
    return for_readers and all(package.known_field(key) is not None for key in ("description", "license"))
