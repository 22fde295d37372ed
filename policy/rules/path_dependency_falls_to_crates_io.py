"""A private package will look on crates.io for its sibling.

## What it does
Looks at packages that are restricted to another registry, for `{ path, version }` dependencies without `registry` on
packages that are restricted to it as well.

## Why
When the package is published, the path is dropped and only the version remains: users get the dependency from
crates.io. There it does not exist, or somebody else has taken the name, whose code they then run.

## Example
    [package]
    publish = ["company"]

    [dependencies]
    internal-utils = { path = "../utils", version = "1.2" }
    # ../utils/Cargo.toml
    [package]
    name = "internal-utils"
    publish = ["company"]

## Fix
Add the registry: `registry = "company"`.
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "path-dependency-falls-to-crates-io"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that is private here and would be looked for on crates.io."""
    for package in context.packages:
        private = [name for name in context.target_names(package) if name != CRATES_IO]
        if not private or CRATES_IO in context.target_names(package):
            continue
        for dependency in package.notable_dependencies:
            keys = dependency.spec.keys()
            if "path" not in keys or "version" not in keys or "registry" in keys or "registry-index" in keys:
                continue
            if dependency.folder is None or context.workspace is None:
                continue
            sibling = context.workspace.sibling(dependency.folder)
            if sibling is None or sibling.publish == [] or CRATES_IO in context.target_names(sibling):
                continue  # the second is `unpublishable-dependency`
            message = f"once published, `{dependency.name}` is looked for on crates.io, where it may not go"
            advice = f'add registry = "{private[0]}"'
            place = dependency.place(part="key")
            certain = len(private) == 1 and context.config.defines(private[0]) and sibling.publish == private
            certain = certain and (not dependency.inherited or _all_go_to(context, private))
            fix = (Edit(dependency.place().at("registry"), f'"{private[0]}"'),) if certain else ()
            yield Finding(NAME, SEVERITY, message, place, advice, fix=fix)


def _all_go_to(context: Context, registries: list[str]) -> bool:
    """Whether all packages of the workspace go to these registries, as far as they go anywhere."""
    return all(context.target_names(package) in (registries, []) for package in context.packages)
