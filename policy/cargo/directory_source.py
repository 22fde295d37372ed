"""What cargo refuses in a folder of vendored packages (`sources/directory.rs`, `core/resolver/errors.rs`)."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.last import last
from policy.cargo.lock_file import LOCK_FILE
from policy.cargo.manifest import Manifest
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.semver import requirement_error, version_error
from policy.cargo.source_id import SourceId
from policy.cargo.sources import SourceMap
from policy.cargo.toml_file import read_toml
from policy.cargo.upwards import MANIFEST
from policy.cargo.workspace import Workspace

CHECKSUM = ".cargo-checksum.json"
_MOST = 3
"""How many versions or names cargo shows."""


class Vendored(NamedTuple):
    """A package in the folder of a directory source; name: "" where its manifest has none."""

    folder: str
    name: str
    version: str


@last  # a large workspace is looked at in parts, and each asks for all of them
def vendored(folder: str) -> list[Vendored]:
    """Return the packages that cargo finds in the folder of a directory source; none where it cannot be read."""
    try:
        entries = sorted(entry.path for entry in os.scandir(folder) if not entry.name.startswith("."))
    except (OSError, ValueError):
        return []
    manifests = [os.path.join(path, MANIFEST) for path in entries]
    found = [Manifest(read_toml(path)) for path in manifests if os.path.exists(path)]
    return [Vendored(one.folder, one.name, one.version or "0.0.0") for one in found]


def checksum_refusals(folder: str, source: SourceId, sources: SourceMap) -> Iterator[Refusal]:
    """Yield the refusal of the first package in a directory source that has no list of checksums."""
    for package in vendored(folder):
        checksum = os.path.join(package.folder, CHECKSUM)
        if os.path.exists(checksum):
            continue
        if not package.name:
            return  # cargo stops at the manifest
        context = f"failed to load checksum `{CHECKSUM}` of {package.name} v{package.version}"
        chain = (context, f"failed to read `{checksum}`", "No such file or directory (os error 2)")
        place = sources.by_name[sources.names[source.identity]].place
        yield Refusal("missing-source-folder", Phase.RESOLVE, chain, place, subject=checksum)
        return


def missing_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield the refusal of each dependency that is to come from a directory source, and is not there.

    Nothing is said where a patch may stand in for one, nor of a version where a lock file may ask for another.
    """
    root = workspace.root or workspace.current
    overridden = {"patch", "replace"} & root.data.keys() or {"patch", "paths"} & sources.config.root.table.keys()
    if overridden:
        return
    is_locked = os.path.exists(os.path.join(root.folder, LOCK_FILE))
    held: dict[str, dict[str, list[str]] | None] = {}
    for package in workspace.suspects:
        for dependency in package.dependencies:
            if dependency.error is not None or dependency.is_local:
                continue
            try:
                source = local_source(dependency, sources.config)
                folder = sources.replacement(source)
            except CargoError:
                continue
            if folder.kind != "directory" or not os.path.isdir(folder.url):
                continue
            if folder.url not in held:
                held[folder.url] = _versions(folder.url)
            if wrong := _missing(dependency, held[folder.url], is_locked):
                searched = f"location searched: directory source `{folder.url}` (which is replacing {source})"
                sentence = f"{wrong[0]}\n{searched}\nrequired by package `{package.shown}`{wrong[1]}"
                place = dependency.own_place
                yield Refusal("missing-source-folder", Phase.RESOLVE, (sentence,), place, (1,), dependency.name)


def _versions(folder: str) -> dict[str, list[str]] | None:
    """Return the versions of each package in a directory source, the latest first; None where cargo stops at one."""
    held: dict[str, list[str]] = {}
    for package in vendored(folder):
        if not package.name or version_error(package.version):
            return None
        held.setdefault(package.name, []).append(package.version)
    from policy.cargo.requirement import precedence

    return {name: sorted(versions, key=precedence, reverse=True) for name, versions in held.items()}


def _missing(dependency: Dependency, held: dict[str, list[str]] | None, is_locked: bool) -> tuple[str, str] | None:
    """Return what cargo says where none of the versions will do, before where it looked and behind it; else None."""
    from policy.cargo.requirement import meets, shown  # few projects have vendored packages

    name, requirement = dependency.package_name, dependency.text("version") or "*"
    if held is None:
        return None
    versions = held.get(name)
    if versions is None:
        return _unknown(name, [*held]), ""
    if is_locked or requirement_error(requirement) or any(meets(version, requirement) for version in versions):
        return None
    some = ", ".join([*versions[:_MOST], *(["..."] if len(versions) > _MOST else [])])
    hint = "\nperhaps a crate was updated and forgotten to be re-vendored?"
    if early := next((version for version in versions if "-" in version.partition("+")[0]), ""):
        named = f'\n    {name} = {{ version = "{early}" }}'
        hint = f"\nif you are looking for the prerelease package it needs to be specified explicitly{named}{hint}"
    sentence = f'failed to select a version for the requirement `{name} = "{shown(requirement)}"`'
    return f"{sentence}\ncandidate versions found which didn't match: {some}", hint


def _unknown(name: str, names: list[str]) -> str:
    from policy.cargo.edit_distance import LIMIT, edit_distance  # only a mistake pays for it

    near = sorted((distance, one) for one in names if (distance := edit_distance(name, one)) <= LIMIT)
    if not near:
        return f"no matching package named `{name}` found"
    *others, last = [one for _, one in near[:_MOST]] + (["..."] if len(near) > _MOST else [])
    link = ", " if len(near) > _MOST else " or "
    meant = f"{', '.join(others)}{link}{last}" if others else last
    return f"no matching package found\nsearched package name: `{name}`\nperhaps you meant:      {meant}"
