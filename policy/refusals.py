"""Everything that cargo or crates.io would refuse: in a workspace, whatever the command, or for one command."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.at_registry import duplicate_index, publishing_refusals
from policy.cargo.command import (
    AT_REGISTRY,
    MANIFEST_FIRST,
    NAMING,
    argument_refusals,
    command_refusals,
    config_refusals,
    publishing_of,
    workspace_refusals,
)
from policy.cargo.compiling import delayed_refusals, possible_compile_refusals
from policy.cargo.config import Config
from policy.cargo.config_reads import possible_reading_refusals
from policy.cargo.lock_file import lock_file_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.named_registries import listed_refusals, shared_refusals
from policy.cargo.names import CRATES_IO, registry_name_error
from policy.cargo.publish import (
    Publishing,
    Target,
    goes_to_crates_io,
    index_place,
    named_target,
    selection_refusals,
    slash_refusal,
)
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.resolving import resolve_refusals
from policy.cargo.source_id import registry_source
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace
from policy.lost_restriction import blamed

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation


def all_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo would refuse in this workspace for one command or another.

    Each package is published on its own, and then all together, as `cargo publish` without flags would; every
    dependency is resolved; every registry and source is used.
    """
    config = sources.config
    yield from shared_refusals(workspace, config)
    yield from config_refusals(config)
    yield from each_refused(workspace, sources)
    target = _default_target(config)
    packages = [package for package in workspace.packages if package.publish != []]
    # a package that does not say where it may go is a mistake of its own, and the conflict only follows from it
    outspoken = [package for package in packages if package.says_publish]
    if len(outspoken) > 1:
        refused = selection_refusals(Publishing(outspoken, target=target))[1]
        yield from (refusal for refusal in refused if refusal.cause == "conflicting-publish-lists")
    if workspace.siblings or any(package.neighbours for package in workspace.packages):
        from policy.cargo.path_packages import (
            collision_refusals,
            cycle_refusals,
        )  # a package alone has none, and an import takes its time
        from policy.cargo.siblings import sibling_refusals, twice_named_refusals

        yield from sibling_refusals(workspace, config)
        yield from cycle_refusals(workspace)
        yield from collision_refusals(workspace)
        yield from twice_named_refusals(workspace, workspace.packages)
    yield from lock_file_refusals((workspace.root or workspace.current).folder, Phase.RESOLVE)
    yield from possible_reading_refusals(config)
    yield from _unused(sources)
    if _speaks_of_credentials(config):
        from policy.cargo.provider_refusals import possible_chain_refusals  # few projects do

        yield from possible_chain_refusals(config)


def each_refused(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo would refuse because of one manifest or another, each looked at by itself.

    A large workspace comes here in parts; what depends on several packages belongs into `all_refusals`.
    """
    config = sources.config
    yield from (one for one in workspace_refusals(workspace, config) if not _is_without_sources(one))
    yield from delayed_refusals(workspace)
    yield from listed_refusals(workspace, config)
    try:
        target = named_target(config, None, None)
    except CargoError as error:
        yield error.refusal(Phase.SELECTION)
        target = None
    yield from _each_unpublished(workspace, sources, target)
    yield from (one for one in resolve_refusals(workspace, sources) if not _is_without_sources(one))
    yield from possible_compile_refusals(workspace)


def _each_unpublished(workspace: Workspace, sources: SourceMap, target: Target | None) -> Iterator[Refusal]:
    """Yield what is refused when each package is published by itself, with its real cause."""
    audience = None
    for package in [package for package in workspace.suspects if package.publish != []]:
        for refusal in _publishing_refused(package, sources, target):
            if audience is None:
                from policy.audience import Audience  # only a mistake pays for it

                audience = Audience(workspace)
            yield audience.blamed(package, refusal)


def _publishing_refused(package: Manifest, sources: SourceMap, target: Target | None) -> Iterator[Refusal]:
    """Yield what is refused when `package` is published, to the default registry or any other that it allows."""
    for possible in (target, *_other_targets(package, target)):
        for refusal in publishing_refusals(Publishing([package], target=possible), sources):
            if (real := blamed(package, refusal)) is not None:
                yield real
    if _may_go_to_crates_io(package, target):
        yield from _uploads([package])


def _may_go_to_crates_io(package: Manifest, target: Target | None) -> bool:
    """Whether a publish of `package` may go to crates.io; `target` is the default registry."""
    field = package.known_field("publish")
    if not package.name or (field is not None and not isinstance(field.value, (bool, list))):
        return False  # cargo does not get so far, and what is meant is not known
    if package.publish is not None:
        return CRATES_IO in package.publish
    return target is None or target.name == CRATES_IO


def _default_target(config: Config) -> Target | None:
    try:
        return named_target(config, None, None)
    except CargoError:
        return None  # `each_refused` tells it


def _is_without_sources(refusal: Refusal) -> bool:
    """Whether a package has no target because nothing but its manifest is there, as where only manifests are copied."""
    folder = os.path.join(os.path.dirname(refusal.place.path), "src")
    return refusal.cause == "package-without-target" and not os.path.isdir(folder)


def _other_targets(package: Manifest, target: Target | None) -> list[Target]:
    """Return the registries in `package.publish` to which a publish goes only by `--registry`."""
    allowed, field = package.publish, package.known_field("publish")
    if allowed is None or field is None or (len(allowed) == 1 and target is None):
        return []
    return [Target(name, field.place.at(number)) for number, name in enumerate(allowed)]


def invocation_refusals(invocation: "Invocation", workspace: Workspace | None, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo would refuse for this one command."""
    config = sources.config
    yield from argument_refusals(invocation, config)
    if invocation.command == "locate-project" and not invocation.has("--workspace"):
        # it looks for the manifest, and reads neither it nor the config, unless `--config` adds to this
        yield from config_refusals(config) if invocation.all("--config") else ()
        return
    named = invocation.value("--registry", "--index") is not None
    is_elsewhere = invocation.command == "install" and not invocation.installs_from_registry
    if not named and invocation.command in (*AT_REGISTRY, *NAMING) and not is_elsewhere:
        try:
            config.default_registry()
        except CargoError as error:
            yield from config_refusals(config)
            yield error.refusal(Phase.CONFIG, 1)
            return
    is_late = invocation.command in MANIFEST_FIRST or (invocation.command in NAMING and named)
    is_late = is_late and not invocation.all("--config")
    yield from config_refusals(config, before=_leading(workspace) if is_late else 0)
    if workspace is not None:
        for refusal in workspace_refusals(workspace, config):
            if invocation.command == "locate-project" and workspace.leading <= refusal.step[0] < len(workspace.loaded):
                continue  # where it only looks for the root, it reads no members
            yield refusal
    try:
        yield from command_refusals(invocation, workspace, sources)
        if invocation.command in ("package", "publish") and workspace is not None and not workspace.errors:
            from policy.repository.unpackable import unpackable_refusals  # only a command packs anything

            packages = publishing_of(invocation, workspace, config).packages
            yield from unpackable_refusals(packages, listing=invocation.has("--list", "-l"))
        uploading = invocation.command == "publish" and not invocation.has("--dry-run", "-n")
        # in a workspace with errors the package need not be a member
        if uploading and workspace is not None and not workspace.errors:
            publishing = publishing_of(invocation, workspace, config)
            if goes_to_crates_io(publishing, sources):
                yield from _uploads([package for package in publishing.packages if package.publish != []])
    except CargoError as error:
        yield error.refusal(Phase.SELECTION)


def _leading(workspace: Workspace | None) -> int:
    """Return how many manifests are read to find the root of the workspace, or to find that there is none."""
    return workspace.leading if workspace is not None else 1


def _speaks_of_credentials(config: Config) -> bool:
    """Whether the config says of any registry more than where it is."""
    registry, registries = config.root.table.get("registry"), config.root.table.get("registries")
    tables = [*(registries.table.values() if registries else ()), *([registry] if registry else [])]
    if any(not {"index", "default"}.issuperset(table.table) for table in tables):
        return True
    return any(
        name.startswith("CARGO_REGISTR") and name.endswith(("_PROVIDER", "_PROVIDERS")) for name in config.environment
    )


def _uploads(packages: list[Manifest]) -> Iterator[Refusal]:
    """Yield what crates.io refuses in the upload of these packages."""
    from policy.cargo.publish_plan import unpublished_note, uploads  # most packages of large workspaces do not go there
    from policy.crates_io.upload import upload_refusals

    order, note = uploads(packages), None
    for rank, package in enumerate(order):
        found = [*upload_refusals(package)]
        if found and note is None:  # cargo stops at the first: the others would have a long note, each another one
            note = unpublished_note(package, order, packages)
            found = [*upload_refusals(package, note)]
        for refusal in found:
            yield refusal._replace(step=(rank, *refusal.step))


def _unused(sources: SourceMap) -> Iterator[Refusal]:
    """Yield what would be refused as soon as a configured registry or source were used."""
    config = sources.config
    shared = set()
    for name in config.registry_names():
        place = index_place(config, name)
        if place is None or name == CRATES_IO or registry_name_error(name):
            continue
        try:
            url = config.registry_index(name, place)
        except CargoError as error:
            yield error.refusal(Phase.RESOLVE)
            continue
        if url.lacks_slash:
            yield slash_refusal(str(url), Phase.RESOLVE, place, name)
        source_id = registry_source(url, name, "registries")
        if source_id.identity not in shared:
            shared.add(source_id.identity)
            yield from duplicate_index(source_id, config, Target(name, place))
    for source in sources.by_name.values():
        try:
            sources.replacement(source.id)
        except CargoError as error:
            yield error.refusal(Phase.RESOLVE)
