"""What cargo refuses at a registry: in publishing and packaging, in opening it, and in asking for its token."""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_reads import opening_errors, patch_errors, transfer_errors
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO, index_path_panic
from policy.cargo.packaging import package_refusals, verify_refusals
from policy.cargo.place import Place
from policy.cargo.publish import (
    Publishing,
    Target,
    refuse_index_key,
    registry_refusals,
    selection_refusals,
)
from policy.cargo.refusal import LAST, CargoError, Phase, Refusal
from policy.cargo.resolving import lock_refusals, unasked_refusals
from policy.cargo.source_id import SourceId
from policy.cargo.sources import SourceMap


def publishing_refusals(
    publishing: Publishing,
    sources: SourceMap,
    *,
    token_needed: bool = False,
    listing: bool = False,
    resolving: bool = True,
    locking: bool = False,
    verifying: bool = False,
) -> Iterator[Refusal]:
    """Yield what cargo refuses in publishing or packaging, from the choice of the registry to the finished archive.

    token_needed: whether cargo will ask for a token, as it does unless the run is dry.
    listing: `cargo package --list`. resolving: whether packaging resolves what is packaged together.
    locking: whether a lock file is made for each package. verifying: whether the packages are compiled in the end.
    """
    config = sources.config
    packages = [package for package in publishing.packages if package.publish != []]
    if publishing.verb == "packaged":
        packages = list(publishing.packages)
        if not listing and (publishing.target is not None or (resolving and _depend_on_each_other(packages))):
            target, refused = selection_refusals(publishing)
            yield from refused
            if not refused:
                yield from registry_refusals(target, sources)[1]
    else:
        target, refused = selection_refusals(publishing)
        yield from refused
        source = None
        if not refused and packages:
            source, refused = registry_refusals(target, sources)
            yield from refused
            yield from opening_refusals(source, sources)
            if token_needed:
                yield from sending_refusals(source, config, target)
        for package in packages:
            if source is not None and (words := index_path_panic(package.name)):
                place = package.place(package.package_key, "name")
                yield Refusal("invalid-crate-name", Phase.VERIFY, (words,), place, subject=package.name)
            yield from verify_refusals(package, source, config)
    for number, package in enumerate(packages):
        for refusal in package_refusals(package, config, listing):
            yield refusal._replace(step=(number, *refusal.step))
    if not packages or listing or not (locking or verifying):
        return
    wrong = [*source_map_errors(sources), *patch_errors(config)]
    if locking:
        for refusal in lock_refusals(packages, sources, wrong):
            yield refusal.under("failed to prepare local package for uploading")
        together = {package.name for package in packages}
        for number, package in enumerate(packages):
            for dependency in package.notable_dependencies:
                if not dependency.is_stripped and dependency.package_name not in together:
                    for refusal in unasked_refusals(dependency):
                        yield refusal._replace(phase=Phase.PACKAGE, step=(number, 2))
        for error in opening_errors(config):
            yield error.under("failed to prepare local package for uploading").refusal(Phase.PACKAGE, 0, 3)
    elif verifying:
        for error in wrong:
            yield error.under("failed to verify package tarball").refusal(Phase.PACKAGE, LAST)


def opening_refusals(source: SourceId, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo refuses in the config when it opens the registry `source`."""
    name = sources.names.get(source.identity)
    replaced = name is not None and sources.by_name[name].replace_with is not None
    context = (f"failed to update {source}",) if replaced else ()
    for error in transfer_errors(sources.config):
        yield error.under(*context).refusal(Phase.REGISTRY, 0, 1)


def sending_refusals(source: SourceId, config: Config, target: Target | None) -> Iterator[Refusal]:
    """Yield what cargo refuses when it needs a token and the command line has none."""
    if target is not None and target.url:
        sentence = "command-line argument --index requires --token to be specified"
        yield Refusal("invalid-argument", Phase.REGISTRY, (sentence,), Place(""), (0, 0))
    else:
        yield from token_refusals(source, config, target, "get")


def token_refusals(source: SourceId, config: Config, target: Target | None, operation: str) -> Iterator[Refusal]:
    """Yield what cargo refuses when it asks for the token of a registry; operation: "get", "login" or "logout"."""
    from policy.cargo.provider_refusals import chain_refusals  # few commands need a token

    shared = list(duplicate_index(source, config, target))
    yield from shared or chain_refusals(config, source, operation)


def duplicate_index(source: SourceId, config: Config, target: Target | None) -> Iterator[Refusal]:
    """Yield the refusal of a registry whose index two names share: cargo cannot tell whose token is meant."""
    if target is None or target.name == CRATES_IO or source.is_crates_io():
        return
    names = shared_names(source, config)
    if len(names) > 1:
        sentence = f"multiple registries are configured with the same index url '{source.url}': {', '.join(names)}"
        index = config.string("registries", names[1], "index")
        place = index.place if index else target.place
        yield Refusal("duplicate-index", Phase.REGISTRY, (sentence,), place, (1,), names[1])


def shared_names(source: SourceId, config: Config) -> list[str]:
    """Return the names of all registries with this index, sorted; the environment's where it has any."""
    return config.names_by_index.get(source.identity[1], [])


def source_map_errors(sources: SourceMap) -> list[CargoError]:
    """Return what is wrong with the config of sources as a whole."""
    try:
        refuse_index_key(sources.config)
    except CargoError as error:
        return [error]
    return sources.errors


def _depend_on_each_other(packages: list[Manifest]) -> bool:
    folders = {package.folder for package in packages}
    return any(
        dependency.folder in folders and dependency.folder != package.folder
        for package in packages
        for dependency in package.notable_dependencies
        if not dependency.is_stripped
    )
