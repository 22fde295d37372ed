"""A package that may be published depends on one beside it that its users cannot get.

## What it does
Looks at the dependencies with `path` and `version` of packages that may be published, and asks whether the package at
this path may be published to the registry where users will look for it. Dev-dependencies are a matter of
`versioned-dev-dependency`. Members that were never meant to leave their workspace are left to
`missing-publish-restriction`.

## Why
When the package is packed, the path is dropped and the version remains; `cargo publish` is refused with `no matching
package named ... found`. Only what the registry holds can tell for certain: a version that was published before is
still there.

## Example
    # Cargo.toml
    [package]
    name = "public-tool"
    publish = true

    [dependencies]
    internal-utils = { path = "utils", version = "1.2" }
    # utils/Cargo.toml
    [package]
    name = "internal-utils"
    version = "1.2.0"
    publish = false

## Fix
Let the dependency be published, or restrict the package that needs it.
"""

from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import published_source
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding, Label
from policy.lost_restriction import is_lost

NAME = "unpublishable-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that users of the package could not get."""
    for package, targets in with_private_neighbours(context):
        if context.audience.is_at_home(package):
            continue  # `missing-publish-restriction`
        for dependency in package.notable_dependencies:
            sibling = unreachable(context, dependency, targets)
            if sibling is not None and dependency.slot.kind != "dev":  # `versioned-dev-dependency`
                yield _finding(dependency, sibling)


def with_private_neighbours(context: Context) -> Iterator[tuple[Manifest, list[str]]]:
    """Yield the packages that may be published and have a private neighbour, with the registries they may go to."""
    packages = context.workspace.packages if context.workspace else []
    every: set[tuple[str, str, str]] = set()
    for package in packages:
        every.update(_asked(package))
    barred = {one for one in every if _is_barred(context, *one)}
    for package in packages:
        if package.folder not in package.neighbours and barred.isdisjoint(_asked(package)):
            continue
        targets = context.target_names(package)
        if targets and not is_lost(package):
            yield package, targets


def _asked(package: Manifest) -> Iterator[tuple[str, str, str]]:
    """Return the folder, the version and the registry of each path dependency; the manifest need not be read for it."""
    return zip(package.neighbours[::2], package.asked[::2], package.asked[1::2], strict=True)


def _is_barred(context: Context, folder: str, version: str, registry: str) -> bool:
    """Whether the package in `folder` may not go where an entry says, if that is known."""
    sibling = context.workspace.sibling(folder) if context.workspace and version else None
    if sibling is None or sibling.publish is None:
        return False
    return (registry or CRATES_IO) not in sibling.publish


def unreachable(context: Context, dependency: Dependency, targets: list[str]) -> Manifest | None:
    """Return the package beside it that a dependency names and users of a package for `targets` cannot get, or None."""
    if dependency.folder is None or dependency.text("version") is None or context.workspace is None:
        return None
    sibling = context.workspace.sibling(dependency.folder)
    if sibling is None or sibling.publish is None or sibling.name != dependency.package_name:
        return None
    registry = dependency.text("registry") or dependency.text("registry-index") or CRATES_IO
    if registry in sibling.publish:
        return None
    field = sibling.known_field("publish")
    if field is not None and not isinstance(field.value, (bool, list)):
        return None  # `invalid-publish-value`
    if registry != CRATES_IO and CRATES_IO in targets:
        return None  # `cross-registry-path-dependency`
    if not sibling.publish:
        return sibling
    if registry == CRATES_IO and CRATES_IO not in targets:
        return None  # `path-dependency-falls-to-crates-io`
    return None if _may_go_to_source(context, sibling.publish, dependency) else sibling


def _may_go_to_source(context: Context, allowed: list[str], dependency: Dependency) -> bool:
    """Whether one of the `allowed` registries is where users look for `dependency`, or nobody can tell."""
    try:
        wanted = published_source(dependency, context.config)
        for name in allowed:
            if name == CRATES_IO:
                if wanted.is_crates_io():
                    return True
            elif wanted.url == str(context.config.registry_index(name, Place(""))):
                return True
    except CargoError:
        return True  # `undefined-registry`
    return False


def _finding(dependency: Dependency, sibling: Manifest) -> Finding:
    name, field = dependency.name, sibling.known_field("publish")
    place = field.place if field else sibling.place(sibling.package_key, "name")
    if sibling.publish:
        registry = dependency.text("registry") or CRATES_IO
        where = "crates.io" if registry == CRATES_IO else f"`{registry}`"
        message = f"once published, `{name}` is looked for on {where}, where it may not go"
        label = Label(place, f"where `{sibling.name}` may go")
    else:
        message = f"`{name}` is never published, but a package that may be published depends on it"
        label = Label(place, "here" if field else "without a version it is not published")
    advice = "let it be published there, or restrict the package that needs it"
    return Finding(NAME, SEVERITY, message, dependency.place(part="key"), advice, (label,))
