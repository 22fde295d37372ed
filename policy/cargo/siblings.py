"""What cargo refuses where a dependency's path leads to another package or version (`core/resolver/errors.rs`)."""

from collections.abc import Iterable, Iterator
from functools import cache

from policy.cargo.config import Config
from policy.cargo.dependency import Dependency
from policy.cargo.manifest import Manifest
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.semver import requirement_error, version_error
from policy.cargo.workspace import Workspace


def sibling_refusals(workspace: Workspace, config: Config, phase: int = Phase.RESOLVE) -> Iterator[Refusal]:
    """Yield what is refused when the path dependencies of all members are resolved."""
    if config.root.table.get("paths"):
        return  # another folder may stand in for the one that is named
    different = {pair for pair in _all_neighbours(workspace) if _differs(workspace, *pair)}
    for package in workspace.packages if different else ():
        if not different.isdisjoint(_neighbours(package)):
            yield from _refused(workspace, package, phase)


def _all_neighbours(workspace: Workspace) -> set[tuple[str, str, str]]:
    """Return the path dependencies of all packages: many have the same."""
    found: set[tuple[str, str, str]] = set()
    for package in workspace.packages:
        found.update(_neighbours(package))
    return found


def linked_refusals(workspace: Workspace) -> Iterator[Refusal]:
    """Yield the refusal of two members that link to one library (`flag_activated` in core/resolver/context.rs)."""
    seen: set[str] = set()
    for package in workspace.packages:
        links = (package.package or {}).get("links")
        if not isinstance(links, str):
            continue
        if links in seen:
            sentence = f"Attempting to resolve a dependency with more than one crate with links={links}.\n"
            sentence += "This will not build as is. Consider rebuilding the .lock file."
            place = package.place(package.package_key, "links")
            yield Refusal("invalid-manifest", Phase.RESOLVE, (sentence,), place, subject=links)
            return
        seen.add(links)


def twice_named_refusals(workspace: Workspace, packages: Iterable[Manifest]) -> Iterator[Refusal]:
    """Yield what is refused where a package has one neighbour by two names (`extern_crate_name_and_dep_name`)."""
    for package in packages:
        folders = package.neighbours[::2]
        if len(set(folders)) == len(folders):
            continue
        names: dict[str, str] = {}
        for dependency in package.notable_dependencies:
            target = workspace.sibling(dependency.folder) if dependency.folder and dependency.error is None else None
            if target is None or target.name != dependency.package_name:
                continue
            library = next((one.name for one in target.targets.found if one.kind == "lib"), None)
            if library is None:
                continue
            name = dependency.name.replace("-", "_") if "package" in dependency.spec else library
            if names.setdefault(target.folder, name or "") != name:
                sentence = (
                    f"the crate `{package.shown}` depends on crate `{target.shown}` multiple times with different"
                )
                place = dependency.own_place
                yield Refusal("invalid-manifest", Phase.COMPILE, (f"{sentence} names",), place, (0, 8), dependency.name)


def _neighbours(package: Manifest) -> Iterator[tuple[str, str, str]]:
    """Yield the folder, the name and the requirement of each path dependency; the manifest need not be read for it."""
    return zip(package.neighbours[::2], package.neighbours[1::2], package.asked[::2], strict=True)


def _differs(workspace: Workspace, folder: str, name: str, requirement: str) -> bool:
    sibling = workspace.sibling(folder)
    if sibling is None or not sibling.name:
        return False
    version = sibling.version or "0.0.0"
    return sibling.name != name or (requirement not in ("", version) and _unmet(requirement, version) is not None)


def _refused(workspace: Workspace, package: Manifest, phase: int) -> Iterator[Refusal]:
    for dependency in package.notable_dependencies:
        sibling = workspace.sibling(dependency.folder) if dependency.folder and "git" not in dependency.spec else None
        if sibling is None or not sibling.name or version_error(version := sibling.version or "0.0.0"):
            continue
        if sibling.name != dependency.package_name:
            yield _misnamed(package, dependency, sibling.name, phase)
        elif (asked := dependency.text("version")) is not None and (unmet := _unmet(asked, version)):
            yield _mismatch(package, dependency, unmet, version, phase)


@cache  # a large workspace has the same few pairs of a version and a requirement many times
def _unmet(requirement: str, version: str) -> str | None:
    """Return a requirement as cargo prints it where `version` does not meet it, or None."""
    if requirement_error(requirement) or version_error(version):
        return None
    from policy.cargo.requirement import meets, shown  # many workspaces have no requirement to compare

    return None if meets(version, requirement) else shown(requirement)


def _misnamed(package: Manifest, dependency: Dependency, found: str, phase: int) -> Refusal:
    from policy.cargo.edit_distance import LIMIT, edit_distance  # only a mistake pays for it

    name = dependency.package_name
    sentence = f"no matching package named `{name}` found\n"
    if edit_distance(name, found) <= LIMIT:
        sentence = f"no matching package found\nsearched package name: `{name}`\nperhaps you meant:      {found}\n"
    sentence += _searched(package, dependency)
    place = dependency.place("path")
    return Refusal("missing-path-dependency", phase, (sentence,), place, subject=dependency.name)


def _mismatch(package: Manifest, dependency: Dependency, requirement: str, version: str, phase: int) -> Refusal:
    name = dependency.package_name
    sentence = f'failed to select a version for the requirement `{name} = "{requirement}"`\n'
    sentence += f"candidate versions found which didn't match: {version}\n{_searched(package, dependency)}"
    if "-" in version.partition("+")[0]:
        sentence += "\nif you are looking for the prerelease package it needs to be specified explicitly"
        sentence += f'\n    {name} = {{ version = "{version}" }}'
    place = dependency.place("version")
    return Refusal("sibling-version-mismatch", phase, (sentence,), place, subject=dependency.name)


def _searched(package: Manifest, dependency: Dependency) -> str:
    required_by = f"`{package.name} v{package.version or '0.0.0'} ({package.folder})`"
    return f"location searched: {dependency.folder}\nrequired by package {required_by}"
