"""Two packages have names that crates.io does not tell apart.

## What it does
Compares the names of a workspace's packages that may go to crates.io, without regard to capital letters and to the
difference of `-` and `_`.

## Why
Whichever is published second is refused: the crate exists already under the other spelling.

## Example
    # Cargo.toml
    [workspace]
    members = ["one", "two"]

    # one/Cargo.toml
    [package]
    name = "public-tool"

    # two/Cargo.toml
    [package]
    name = "public_tool"

## Fix
Rename one of them, or keep one off crates.io with `publish`.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.finding import Finding, Label

NAME = "colliding-crate-names"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package whose name another one has in another spelling."""
    first: dict[str, Manifest] = {}
    for package in context.public_packages:
        if not package.name:
            continue
        other = first.setdefault(package.name.lower().replace("-", "_"), package)
        if other.name != package.name:
            message = f"crates.io does not tell `{package.name}` and `{other.name}` apart"
            label = Label(other.place(other.package_key, "name"), "the other name")
            place = package.place(package.package_key, "name")
            yield Finding(NAME, SEVERITY, message, place, "rename one of them", (label,))
