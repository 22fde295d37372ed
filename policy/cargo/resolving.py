"""What cargo refuses when it asks its sources for the dependencies of a workspace."""

import os
from collections.abc import Iterator, Sequence
from errno import ENOENT, ENOTDIR

from policy.cargo.config_reads import patch_errors, transfer_errors
from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.features import feature_cycle_refusals
from policy.cargo.index_url import CRATES_IO_INDEX, CRATES_IO_SPARSE_INDEX, parse
from policy.cargo.lock_file import LOCK_FILE
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO, index_path_panic
from policy.cargo.place import Place
from policy.cargo.publish import index_place, refuse_index_key, slash_refusal
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId
from policy.cargo.sources import SourceMap
from policy.cargo.variable import holds_variable
from policy.cargo.workspace import Workspace


def resolution_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused while the dependencies of a workspace are resolved, for one command."""
    from policy.cargo.path_packages import (  # only a command on a workspace needs them
        collision_refusals,
        cycle_refusals,
    )
    from policy.cargo.siblings import linked_refusals, sibling_refusals

    yield from resolve_refusals(workspace, sources)
    yield from (refusal._replace(step=(0,)) for refusal in linked_refusals(workspace))
    yield from cycle_refusals(workspace)
    yield from collision_refusals(workspace)
    yield from (refusal._replace(step=(1,)) for refusal in sibling_refusals(workspace, sources.config))


def resolve_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused while the dependencies of all members are resolved, whatever the registries hold."""
    yield from (error.refusal(Phase.RESOLVE) for error in sources.errors)
    try:
        refuse_index_key(sources.config)
    except CargoError as error:
        yield error.refusal(Phase.RESOLVE)
    for refusal in _loading_refusals(workspace, sources):  # once the lock file is read
        yield refusal._replace(step=(0, *refusal.step))


def _loading_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    root = workspace.root or workspace.current
    if "patch" in root.data or "patch" in sources.config.root.table:
        from policy.cargo.patch_sources import patch_folder_refusals  # few have any, and an import takes its time
        from policy.cargo.patches import patched_url_refusals, same_source_refusals

        yield from patched_url_refusals(root, sources.config)
        yield from patch_folder_refusals(workspace, sources.config)
        yield from same_source_refusals(root, sources.config)
    lock = os.path.join(root.folder, LOCK_FILE)
    # cargo reads these patches while it reads the lock file, where there is one
    context = (f"failed to parse lock file at: {lock}",) if os.path.isfile(lock) else ()
    yield from (wrong.under(*context).refusal(Phase.RESOLVE) for wrong in patch_errors(sources.config))
    for package in workspace.suspects:
        yield from feature_cycle_refusals(package)
    if any(package.neighbours for package in workspace.suspects):
        from policy.cargo.path_packages import path_refusals  # a package alone has none, and an import takes its time

        yield from path_refusals(workspace, sources.config)
    seen: set[tuple[str, str, str]] = {CRATES_IO_SOURCE.identity} if _is_at_hand(sources) else set()
    for package in workspace.suspects:
        plain_seen = CRATES_IO_SOURCE.identity in seen
        for dependency in package.notable_dependencies if plain_seen else package.dependencies:
            if dependency.folder is not None and workspace.is_member(dependency.folder):
                continue
            try:
                source = local_source(dependency, sources.config)
            except CargoError:
                continue
            if dependency.error is None and source.identity not in seen:
                seen.add(source.identity)
                refused: list[Refusal] = []
                if source.kind == "git" and not context:
                    from policy.cargo.git_sources import git_refusals  # most dependencies come from a registry

                    refused = list(git_refusals(dependency, source, sources))
                yield from (refusal.under(*_getting(package, dependency)) for refusal in refused)
                if not refused:
                    yield from _unloaded(package, dependency, source, sources)
            if source.is_registry:
                yield from unasked_refusals(dependency)
    if sources.has_directories:
        from policy.cargo.directory_source import missing_refusals

        yield from missing_refusals(workspace, sources)


def unasked_refusals(dependency: Dependency) -> Iterator[Refusal]:
    """Yield what cargo dies of when it asks a registry for a dependency, whatever that holds."""
    name = dependency.package_name
    if words := index_path_panic(name):
        place = dependency.place("package") if "package" in dependency.spec else dependency.own_place
        yield Refusal("invalid-dependency-name", Phase.RESOLVE, (words,), place, subject=name)


def lock_refusals(packages: Sequence[Manifest], sources: SourceMap, wrong: Sequence[CargoError]) -> Iterator[Refusal]:
    """Yield what is refused while a lock file is made for each package that is packed.

    wrong: what is wrong with the sources as a whole, which comes first.
    """
    yield from (error.refusal(Phase.PACKAGE, 0, 1) for error in wrong)
    at_hand = _is_at_hand(sources)
    for number, package in enumerate(packages):
        for refusal in feature_cycle_refusals(package):
            yield refusal._replace(phase=Phase.PACKAGE, step=(number, 2))
        for dependency in package.dependencies if not at_hand else ():
            if dependency.is_local or dependency.error is not None:
                continue  # it may be packed together with this one
            try:
                source = local_source(dependency, sources.config)
            except CargoError:
                continue
            for refusal in _unloaded(package, dependency, source, sources):
                yield refusal._replace(phase=Phase.PACKAGE, step=(number, 2))


def _is_at_hand(sources: SourceMap) -> bool:
    """Whether crates.io is itself, and nothing in the config can be in its way: so it is for nearly everybody."""
    source = sources.by_name[CRATES_IO]
    is_itself = source.replace_with is None and source.id.url in (CRATES_IO_INDEX, CRATES_IO_SPARSE_INDEX)
    return is_itself and not transfer_errors(sources.config)


def _unloaded(package: Manifest, dependency: Dependency, source: SourceId, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused when the source of a dependency is opened."""
    if source.is_registry or (source.kind == "git" and source.identity in sources.names):
        yield from unloadable(_getting(package, dependency), source, sources, dependency.place("registry-index"))


def _getting(package: Manifest, dependency: Dependency) -> tuple[str, str]:
    name = dependency.package_name
    return (
        f"failed to get `{name}` as a dependency of package `{package.shown}`",
        f"failed to load source for dependency `{name}`",
    )


def unloadable(context: tuple[str, ...], source: SourceId, sources: SourceMap, place: Place) -> Iterator[Refusal]:
    """Yield what is refused when a source is opened, whatever it holds.

    context: cargo's words for what it is opened for. place: what names it.
    """
    updating = (*context, f"unable to update {source}")
    try:
        found = sources.replacement(source)
    except CargoError as error:
        yield error.under(*updating).refusal(Phase.RESOLVE)
        return
    if found.is_registry:
        for wrong in transfer_errors(sources.config):
            yield wrong.under(*context[:-1]).refusal(Phase.RESOLVE)
    chain = (*updating, f"failed to update replaced source {source}")
    if found.kind == "local-registry":
        for what, folder in (("path", found.url), ("index path", os.path.join(found.url, "index"))):
            if not os.path.isdir(folder):
                sentence = f"local registry {what} is not a directory: {folder}"
                yield _missing_folder((*chain, sentence), found, sources)
                break
    if found.kind == "directory" and not os.path.isdir(found.url):
        number = ENOTDIR if os.path.exists(found.url) else ENOENT
        system = f"{os.strerror(number)} (os error {number})"
        reasons = (f"failed to read root of directory source: {found.url}", system)
        yield _missing_folder((*chain, *reasons), found, sources)
    if found.kind == "directory":
        from policy.cargo.directory_source import checksum_refusals  # few projects have vendored packages

        yield from (refusal.under(*chain) for refusal in checksum_refusals(found.url, found, sources))
    if found.kind == "sparse-registry" and parse(found.url).lacks_slash:
        if found.named_by == "registries":
            place = index_place(sources.config, found.name) or place
        elif found.identity in sources.names:
            place = sources.by_name[sources.names[found.identity]].place.at("registry")
        yield slash_refusal(found.url, Phase.RESOLVE, place, found.display_name).under(*updating)


def _missing_folder(chain: tuple[str, ...], found: SourceId, sources: SourceMap) -> Refusal:
    place = sources.by_name[sources.names[found.identity]].place
    if holds_variable(found.url):
        return Refusal("unexpanded-variable", Phase.RESOLVE, chain, place.at(found.kind), subject=found.url)
    return Refusal("missing-source-folder", Phase.RESOLVE, chain, place, subject=found.url)
