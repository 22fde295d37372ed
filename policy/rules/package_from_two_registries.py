"""A workspace takes packages of one name from two registries.

## What it does
Compares where the packages of a workspace take a dependency from: crates.io, or the registry that `registry` names.
Within one manifest both are deliberate.

## Why
The two may have nothing in common but the name: if the one on crates.io is somebody else's, it is run all the same.
If they are the same, both are compiled, and their types do not fit together.

## Example
    # Cargo.toml
    [workspace]
    members = ["a", "b"]
    # a/Cargo.toml
    [package]
    publish = false

    [dependencies]
    internal-utils = { version = "1.2", registry = "company" }
    # b/Cargo.toml
    [package]
    publish = false

    [dependencies]
    internal-utils = "1.2"

## Fix
Decide for one of them, best in `[workspace.dependencies]`. While packages move from one registry to another, ignore
the rule for these manifests in the policy file.
"""

from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.context import Context
from policy.finding import Finding, Label
from policy.provenance import from_crates_io, from_registries

NAME = "package-from-two-registries"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that others take from another registry."""
    private = from_registries(context)
    if not private:
        return
    for name, found in private.items():
        (first, source), *others = found
        for dependency, other in others:
            if not source.same_as(other) and dependency.manifest is not first.manifest:
                yield _finding(name, dependency, other.display_name, first, source.display_name)
    for package in context.packages:
        for dependency in from_crates_io(package, {*private}):
            name = dependency.package_name
            if all(one.manifest is not package for one, _ in private[name]):
                first, source = private[name][0]
                yield _finding(name, dependency, "crates.io", first, source.display_name)


def _finding(name: str, dependency: Dependency, source: str, other: Dependency, other_source: str) -> Finding:
    message = f"`{name}` comes from {_shown(source)} here, and from {_shown(other_source)} elsewhere in the workspace"
    labels = (Label(other.place(part="key"), f"from {_shown(other_source)}"),)
    return Finding(NAME, SEVERITY, message, dependency.place(part="key"), "take it from one of them", labels)


def _shown(source: str) -> str:
    return source if source == "crates.io" else f"`{source}`"
