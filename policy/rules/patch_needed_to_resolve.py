"""A package that may be published may need what only `[patch]` provides.

## What it does
Looks for packages under `[patch]`, by path, that packages which may be published ask for from exactly their version
on.

## Why
`[patch]` is dropped when a package is packed, and the dependency is looked for in the registry. If the registry does
not have that version yet, `cargo publish` is refused with `failed to select a version for the requirement`. A patch
for a requirement that older versions meet, too, does no harm.

## Example
    # Cargo.toml
    [package]
    publish = true

    [workspace]
    exclude = ["parser"]

    [dependencies]
    parser = "2"

    [patch.crates-io]
    parser = { path = "parser" }
    # parser/Cargo.toml
    [package]
    name = "parser"
    version = "2.0.0"

## Fix
Publish the patched package first.
"""

from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.patches import dependencies_in
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.semver import requirement_error, version_error
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId, registry_source
from policy.context import Context
from policy.finding import Finding, Label

NAME = "patch-needed-to-resolve"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that may not be found without its patch."""
    root = (context.workspace.root or context.workspace.current) if context.workspace else None
    tables = root.data.get("patch") if root else None
    if root is None or not isinstance(tables, dict):
        return
    for name, entries in sorted(tables.items()):
        source = _patched(context, name)
        patches = {} if source is None else {one.package_name: one for one in dependencies_in(root, name, entries)}
        for package in context.packages if patches else ():
            if context.target_names(package):
                yield from _needed(context, package, patches, source)


def _patched(context: Context, name: str) -> SourceId | None:
    """Return the registry that `[patch.NAME]` is about, or None."""
    if name == CRATES_IO:
        return CRATES_IO_SOURCE
    try:
        return registry_source(context.config.registry_index(name, Place("")), name, "registries")
    except CargoError:
        return None


def _needed(
    context: Context, package: Manifest, patches: dict[str, Dependency], source: SourceId | None
) -> Iterator[Finding]:
    candidates = [*package.named({*patches}), *(one for one in package.notable_dependencies if one.text("package"))]
    for dependency in candidates:
        patch = patches.get(dependency.package_name)
        if patch is None or dependency.is_local or dependency.error is not None:
            continue
        try:
            found = local_source(dependency, context.config)
        except CargoError:
            continue
        version = _version(context, patch)
        requirement = dependency.text("version") or ""
        if version and source and found.same_as(source) and _starts_at(requirement, version):
            message = f"`{dependency.name}` is asked for from version {version} on, which `[patch]` provides"
            advice = "the packed package has no [patch]: publish that version first"
            label = Label(patch.place(part="key"), "left out when the package is packed")
            yield Finding(NAME, SEVERITY, message, dependency.place(part="key"), advice, (label,))


def _version(context: Context, patch: Dependency) -> str:
    """Return the version of the package that a patch leads to by path; "" where none can be read."""
    sibling = context.workspace.sibling(patch.folder) if context.workspace and patch.folder else None
    version = sibling.version if sibling else None
    return version if version and not version_error(version) else ""


def _starts_at(requirement: str, version: str) -> bool:
    """Whether `version` is the lowest one that meets `requirement`."""
    if requirement_error(requirement):
        return False
    from policy.cargo.requirement import parse_requirement, parse_version  # few have a patch

    first = parse_requirement(requirement)[:1]
    if not first or first[0].operator not in ("^", "~", "=", ">="):
        return False
    lowest = (first[0].major, first[0].minor or 0, first[0].patch or 0, first[0].pre)
    return lowest == tuple(parse_version(version))
