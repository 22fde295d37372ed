"""What cargo refuses when it asks its sources for the dependencies of a workspace."""

import os
from collections.abc import Iterator, Sequence

from policy.cargo.config_reads import patch_errors, transfer_errors
from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.features import feature_cycle_refusals
from policy.cargo.index_url import CRATES_IO_INDEX, CRATES_IO_SPARSE_INDEX, parse
from policy.cargo.lock_file import LOCK_FILE
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.publish import index_place, refuse_index_key, slash_refusal
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId
from policy.cargo.sources import SourceMap
from policy.cargo.toml_file import read_toml
from policy.cargo.variable import holds_variable
from policy.cargo.workspace import MANIFEST, Workspace

CHECKSUM = ".cargo-checksum.json"


def resolution_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused while the dependencies of a workspace are resolved, for one command."""
    from policy.cargo.path_packages import cycle_refusals  # only a command on a workspace needs them
    from policy.cargo.siblings import sibling_refusals

    yield from resolve_refusals(workspace, sources)
    yield from cycle_refusals(workspace)
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
    if "patch" in root.data:
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
        if "features" in package.data:
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
                yield from _unloadable(package, dependency, source, sources)


def lock_refusals(packages: Sequence[Manifest], sources: SourceMap, wrong: Sequence[CargoError]) -> Iterator[Refusal]:
    """Yield what is refused while a lock file is made for each package that is packed.

    wrong: what is wrong with the sources as a whole, which comes first.
    """
    yield from (error.refusal(Phase.PACKAGE, 0, 1) for error in wrong)
    at_hand = _is_at_hand(sources)
    for number, package in enumerate(packages):
        if "features" in package.data:
            for refusal in feature_cycle_refusals(package):
                yield refusal._replace(phase=Phase.PACKAGE, step=(number, 2))
        for dependency in package.dependencies if not at_hand else ():
            if dependency.is_local or dependency.error is not None:
                continue  # it may be packed together with this one
            try:
                source = local_source(dependency, sources.config)
            except CargoError:
                continue
            for refusal in _unloadable(package, dependency, source, sources):
                yield refusal._replace(phase=Phase.PACKAGE, step=(number, 2))


def _is_at_hand(sources: SourceMap) -> bool:
    """Whether crates.io is itself, and nothing in the config can be in its way: so it is for nearly everybody."""
    source = sources.by_name[CRATES_IO]
    is_itself = source.replace_with is None and source.id.url in (CRATES_IO_INDEX, CRATES_IO_SPARSE_INDEX)
    return is_itself and not transfer_errors(sources.config)


def _unloadable(package: Manifest, dependency: Dependency, source: SourceId, sources: SourceMap) -> Iterator[Refusal]:
    name = dependency.package_name
    context = (
        f"failed to get `{name}` as a dependency of package `{package.shown}`",
        f"failed to load source for dependency `{name}`",
    )
    if not source.is_registry:
        return
    updating = (*context, f"unable to update {source}")
    try:
        found = sources.replacement(source)
    except CargoError as error:
        yield error.under(*updating).refusal(Phase.RESOLVE)
        return
    if found.is_registry:
        for wrong in transfer_errors(sources.config):
            yield wrong.under(context[0]).refusal(Phase.RESOLVE)
    if found.kind == "local-registry" and not os.path.isdir(found.url):
        chain = (*updating, f"failed to update replaced source {source}")
        sentence = f"local registry path is not a directory: {found.url}"
        yield _missing_folder((*chain, sentence), found, sources)
    if found.kind == "directory" and not os.path.isdir(found.url):
        chain = (*updating, f"failed to update replaced source {source}")
        reasons = (f"failed to read root of directory source: {found.url}", "No such file or directory (os error 2)")
        yield _missing_folder((*chain, *reasons), found, sources)
    if found.kind == "directory":
        chain = (*updating, f"failed to update replaced source {source}")
        yield from (refusal.under(*chain) for refusal in _without_checksum(found.url, sources, found))
    if found.kind == "sparse-registry" and parse(found.url).lacks_slash:
        place = dependency.place("registry-index")
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


def _without_checksum(folder: str, sources: SourceMap, source: SourceId) -> Iterator[Refusal]:
    """Yield the refusal of the first package in a directory source that has no list of checksums."""
    try:
        entries = [entry.path for entry in os.scandir(folder) if not entry.name.startswith(".")]
    except (OSError, ValueError):
        return
    for path in entries:
        manifest, checksum = os.path.join(path, MANIFEST), os.path.join(path, CHECKSUM)
        if not os.path.exists(manifest) or os.path.exists(checksum):
            continue
        package = Manifest(read_toml(manifest))
        if not package.name:
            return  # cargo stops at the manifest
        context = f"failed to load checksum `{CHECKSUM}` of {package.name} v{package.version or '0.0.0'}"
        chain = (context, f"failed to read `{checksum}`", "No such file or directory (os error 2)")
        place = sources.by_name[sources.names[source.identity]].place
        yield Refusal("missing-source-folder", Phase.RESOLVE, chain, place, subject=checksum)
        return
