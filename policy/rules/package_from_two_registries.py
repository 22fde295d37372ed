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
from policy.cargo.manifest import Manifest
from policy.cargo.source_id import SourceId
from policy.context import Context
from policy.finding import Finding, Label
from policy.provenance import origins, packages, source_of, taken

NAME = "package-from-two-registries"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that others take from another registry."""
    names = origins(context).disputed
    found: dict[str, list[tuple[Dependency, SourceId]]] = {}
    for package in packages(context) if names else ():
        for dependency in taken(package, names):
            if source := source_of(context, dependency):
                found.setdefault(dependency.package_name, []).append((dependency, source))
    for name, all_taken in found.items():
        # the private registry is the rule, and crates.io, where nothing has to be written, the exception
        (first, source), *others = sorted(all_taken, key=lambda pair: pair[1].is_crates_io())
        for dependency, other in others:
            if not other.same_as(source) and not _knows_both(dependency.manifest, all_taken):
                yield _finding(name, dependency, other, first, source)


def _knows_both(manifest: Manifest, all_taken: list[tuple[Dependency, SourceId]]) -> bool:
    """Whether one manifest takes the name from two registries, which cannot happen by accident."""
    return len({source.identity for dependency, source in all_taken if dependency.manifest is manifest}) > 1


def _finding(name: str, dependency: Dependency, source: SourceId, other: Dependency, other_source: SourceId) -> Finding:
    here, elsewhere = _shown(source), _shown(other_source)
    message = f"`{name}` comes from {here} here, and from {elsewhere} elsewhere in the workspace"
    labels = (Label(other.place(part="key"), f"from {elsewhere}"),)
    return Finding(NAME, SEVERITY, message, dependency.place(part="key"), "take it from one of them", labels)


def _shown(source: SourceId) -> str:
    return "crates.io" if source.is_crates_io() else f"`{source.display_name}`"
