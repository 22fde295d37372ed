"""A dev-dependency has a version and so has to be in the registry, where it cannot be.

## What it does
Looks at dev-dependencies with `path` and `version`, of packages that may be published, on a package that is never
published and on the package itself.

## Why
A dev-dependency without a version is left out when the package is packed. One with a version is kept, and `cargo
package` and `cargo publish` look for it in the registry. A package that is never published is not there; the package
itself is not before its first version.

## Example
    # Cargo.toml
    [package]
    name = "public-tool"
    publish = true

    [dev-dependencies]
    test-support = { path = "support", version = "0.1" }
    # support/Cargo.toml
    [package]
    name = "test-support"
    publish = false

## Fix
Drop the version.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding
from policy.rules.unpublishable_dependency import unreachable, with_private_neighbours

NAME = "versioned-dev-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dev-dependency that would be better off without its version."""
    for package, targets in with_private_neighbours(context):
        needed = {one.folder for one in package.notable_dependencies if one.slot.kind != "dev"}
        for dependency in package.notable_dependencies:
            if dependency.slot.kind != "dev" or dependency.folder is None or dependency.text("version") is None:
                continue
            if dependency.folder == package.folder:
                message = f"`{package.name}` has to be published before it can be packed: it needs itself for its tests"
                severity = "warning"  # an older version may meet the requirement
            elif dependency.folder not in needed and unreachable(context, dependency, targets):
                message = f"dev-dependency `{dependency.name}` is looked for in the registry, where it may not go"
                severity = SEVERITY
            else:
                continue  # what users need as well is `unpublishable-dependency`
            advice = "drop the version: then it is left out when the package is packed"
            fix = () if dependency.inherited else (Edit(dependency.place("version"), None),)
            yield Finding(NAME, severity, message, dependency.place("version"), advice, fix=fix)
