"""Two packages need each other in the registry before either can be published.

## What it does
Looks for dev-dependencies with `path` and `version` on a package that depends, directly or not, on the package that
has them.

## Why
cargo allows a circle through dev-dependencies. But one with a version is kept when the package is packed and has to
be in the registry, and the other way round, too: neither can be first, with `cargo publish --workspace` either. It
works once an older version that meets the requirements is there, and fails again at the next breaking one.

## Example
    # Cargo.toml
    [workspace]
    members = ["core", "macros"]
    # core/Cargo.toml
    [package]
    name = "core-lib"

    [dependencies]
    core-macros = { path = "../macros", version = "0.1" }
    # macros/Cargo.toml
    [package]
    name = "core-macros"

    [dev-dependencies]
    core-lib = { path = "../core", version = "0.1" }

## Fix
Drop the version of the dev-dependency: then it is left out when the package is packed.
"""

from collections.abc import Iterator

from policy.cargo.circles import in_circles
from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "publish-cycle"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dev-dependency that closes a circle."""
    every = context.workspace.packages if context.workspace else []
    packages = in_circles(package for package in every if package.publish != [])
    for package in packages.values():
        for dependency in package.notable_dependencies:
            if dependency.slot.kind != "dev" or dependency.folder is None or dependency.text("version") is None:
                continue
            other = packages.get(dependency.folder)
            if other is None or other is package or not _leads_back(other, package, packages):
                continue
            message = (
                f"`{other.name}` needs `{package.name}`, which needs it for its tests: neither can be published first"
            )
            place = dependency.place("version")
            advice = "drop the version: then the dev-dependency is left out when the package is packed"
            fix = () if dependency.inherited else (Edit(place, None),)
            yield Finding(NAME, SEVERITY, message, place, advice, fix=fix)


def _leads_back(start: Manifest, wanted: Manifest, packages: dict[str, Manifest]) -> bool:
    """Whether `start` cannot be packed without `wanted`."""
    waiting, seen = [start], {start.folder}
    while waiting:
        for dependency in waiting.pop().notable_dependencies:
            folder = dependency.folder
            if folder is None or folder in seen or folder not in packages or dependency.is_stripped:
                continue
            if folder == wanted.folder:
                return True
            seen.add(folder)
            waiting.append(packages[folder])
    return False
