"""Packages for one registry say differently where their common sibling comes from.

## What it does
Compares the `registry` beside `path` and `version` among packages of the workspace that may go to the same private
registries and depend on the same package.

## Why
Once published, one of them takes the dependency from that registry, and the other from crates.io, where `{ path,
version }` without `registry` leads. That the dependency may go to both does not make it there what it is here.

## Example
    # Cargo.toml
    [workspace]
    members = ["a", "b", "utils"]
    # a/Cargo.toml
    [package]
    publish = ["company"]

    [dependencies]
    internal-utils = { path = "../utils", version = "1.2", registry = "company" }
    # b/Cargo.toml
    [package]
    publish = ["company"]

    [dependencies]
    internal-utils = { path = "../utils", version = "1.2" }
    # utils/Cargo.toml
    [package]
    name = "internal-utils"
    version = "1.2.0"
    publish = ["company", "crates-io"]

## Fix
Name the registry in both.
"""

from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding, Label

NAME = "sibling-registry-mismatch"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that lacks the registry which others name."""
    named: dict[tuple[tuple[str, ...], str], tuple[str, Dependency]] = {}
    nameless: list[tuple[tuple[tuple[str, ...], str], Dependency]] = []
    every = context.workspace.packages if context.workspace else []
    open_folders = {package.folder for package in every if CRATES_IO in context.target_names(package)}
    for package in every:
        targets = tuple(sorted(context.target_names(package)))
        if not targets or CRATES_IO in targets or open_folders.isdisjoint(package.neighbours[::2]):
            continue
        for dependency in package.notable_dependencies:
            if dependency.folder is None or dependency.text("version") is None or "git" in dependency.spec:
                continue
            registry, key = dependency.text("registry"), (targets, dependency.folder)
            if registry is not None and registry in targets:
                named.setdefault(key, (registry, dependency))
            elif registry is None and "registry-index" not in dependency.spec:
                nameless.append((key, dependency))
    for key, dependency in nameless:
        if key in named and dependency.folder in open_folders:  # else `path-dependency-falls-to-crates-io`
            yield _finding(dependency, *named[key])


def _finding(dependency: Dependency, registry: str, other: Dependency) -> Finding:
    message = f"once published, `{dependency.name}` comes from crates.io here, and from `{registry}` elsewhere"
    label = Label(other.place("registry"), f"from `{registry}`")
    fix = () if dependency.inherited else (Edit(dependency.place().at("registry"), f'"{registry}"'),)
    advice = f'add registry = "{registry}"'
    return Finding(NAME, SEVERITY, message, dependency.place(part="key"), advice, (label,), fix=fix)
