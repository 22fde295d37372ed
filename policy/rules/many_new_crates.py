"""More packages are about to be new on crates.io than it takes at once.

## What it does
Counts the packages of a workspace that say that they are for crates.io and whose version is `0.1.0`, with which cargo
makes a package, or begins with `0.0.`: more than five. Whether they are on crates.io already cannot be known here.

## Why
crates.io takes five new crates in a row and then one in ten minutes: `cargo publish --workspace` stops in the middle.

## Example
    # Cargo.toml
    [workspace]
    members = ["crates/*"]

    [workspace.package]
    version = "0.1.0"
    publish = ["crates-io"]

## Fix
Publish the first versions a few at a time, or ask help@crates.io for a higher limit.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.finding import Finding

NAME = "many-new-crates"
SEVERITY = "advice"

AT_ONCE = 5


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding where there are more than five such packages."""
    new = [package for package in context.public_packages if _looks_new(package)]
    if len(new) > AT_ONCE and context.workspace is not None:
        message = f"crates.io takes {AT_ONCE} new crates at once, and {len(new)} packages look new"
        advice = "if they are not published yet, publish a few at a time, or ask help@crates.io for a higher limit"
        root = context.workspace.root or context.workspace.current
        yield Finding(NAME, SEVERITY, message, root.place("workspace", part="key"), advice)


def _looks_new(package: Manifest) -> bool:
    version = package.version or ""
    return package.publish is not None and (version == "0.1.0" or version.startswith("0.0."))
