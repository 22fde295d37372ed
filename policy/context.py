"""What the rules look at: one workspace, the config seen from it, and what cargo would refuse there."""

import os
from collections.abc import Collection, Iterable, Iterator

from policy.cargo.command import (
    MANIFEST_FIRST,
    NAMING,
    argument_refusals,
    command_refusals,
    config_refusals,
    duplicate_index,
    publishing_refusals,
    workspace_refusals,
)
from policy.cargo.compiling import delayed_refusals, possible_compile_refusals
from policy.cargo.config_reads import possible_reading_refusals
from policy.cargo.invocation import Invocation
from policy.cargo.lock_file import lock_file_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO, registry_name_error
from policy.cargo.place import Place
from policy.cargo.publish import Publishing, Target, index_place, named_target, selection_refusals, slash_refusal
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.resolving import resolve_refusals
from policy.cargo.source_id import registry_source
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace
from policy.settings import Settings


class Context:
    """One workspace under one config.

    workspace: None for a command that needs no manifest.
    sources: with the config that they come from.
    settings: the policy file's.
    isolated: whether the config is known only as far as the repository holds it.
    refusals: everything that cargo would refuse, in its order.
    """

    def __init__(
        self,
        workspace: Workspace | None,
        sources: SourceMap,
        settings: Settings,
        refusals: Iterable[Refusal],
        isolated: bool = False,
    ) -> None:
        self.workspace = workspace
        self.sources = sources
        self.config = sources.config
        self.settings = settings
        self.isolated = isolated
        self._refused: dict[str, dict[tuple[Place, str], Refusal]] = {}
        in_order = sorted(refusals, key=lambda one: (one.phase, one.step))
        for number, refusal in enumerate(in_order):
            same = self._refused.setdefault(refusal.cause, {})
            # with its number, what cargo meets first stays first among the findings of all rules
            numbered = refusal._replace(step=(number,))
            same.setdefault((refusal.place, refusal.subject or refusal.chain[-1]), numbered)

    @property
    def packages(self) -> list[Manifest]:
        """The packages of the workspace that could be read."""
        return self.workspace.packages if self.workspace else []

    @property
    def manifests(self) -> list[Manifest]:
        """The manifests of the workspace, a virtual root among them."""
        return self.workspace.members if self.workspace else []

    def refused(self, cause: str) -> Collection[Refusal]:
        """Return what cargo would refuse because of one mistake, once for each place and name."""
        return self._refused.get(cause, {}).values()

    def target_names(self, package: Manifest) -> list[str]:
        """Return the registries that a publish of `package` without flags may go to; none where it may go nowhere."""
        allowed = package.publish
        if allowed is not None:
            return allowed
        try:
            default = self.config.default_registry()
        except CargoError:
            default = None
        return [str(default.data)] if default else [CRATES_IO]


def all_refusals(workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo would refuse in this workspace for one command or another.

    Each package is published on its own, and then all together, as `cargo publish` without flags would; every
    dependency is resolved; every registry and source is used.
    """
    config = sources.config
    yield from config_refusals(config)
    yield from (one for one in workspace_refusals(workspace, config) if not _is_without_sources(one))
    yield from delayed_refusals(workspace)
    try:
        target = named_target(config, None, None)
    except CargoError as error:
        yield error.refusal(Phase.SELECTION)
        target = None
    packages = [package for package in workspace.packages if package.publish != []]
    for package in packages:
        for possible in (target, *_other_targets(package, target)):
            yield from publishing_refusals(Publishing([package], target=possible), sources)
    # a package that does not say where it may go is a mistake of its own, and the conflict only follows from it
    outspoken = [package for package in packages if package.known_field("publish") is not None]
    if len(outspoken) > 1:
        refused = selection_refusals(Publishing(outspoken, target=target))[1]
        yield from (refusal for refusal in refused if refusal.cause == "conflicting-publish-lists")
    yield from (one for one in resolve_refusals(workspace, sources) if not _is_without_sources(one))
    yield from lock_file_refusals((workspace.root or workspace.current).folder, Phase.RESOLVE)
    yield from possible_reading_refusals(config)
    yield from possible_compile_refusals(workspace)
    yield from _unused(sources)


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


def invocation_refusals(invocation: Invocation, workspace: Workspace | None, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo would refuse for this one command."""
    config = sources.config
    yield from argument_refusals(invocation, config)
    if invocation.command == "locate-project" and not invocation.has("--workspace"):
        return  # it looks for the manifest, and reads neither it nor the config
    named = invocation.value("--registry", "--index") is not None
    is_late = invocation.command in MANIFEST_FIRST or (invocation.command in NAMING and named)
    is_late = is_late and not invocation.all("--config")
    yield from config_refusals(config, late=is_late)
    if workspace is not None:
        yield from workspace_refusals(workspace, config)
    try:
        yield from command_refusals(invocation, workspace, sources)
    except CargoError as error:
        yield error.refusal(Phase.SELECTION)


def _unused(sources: SourceMap) -> Iterator[Refusal]:
    """Yield what would be refused as soon as a configured registry or source were used."""
    config = sources.config
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
        yield from duplicate_index(registry_source(url, name, "registries"), config, Target(name, place))
    for source in sources.by_name.values():
        try:
            sources.replacement(source.id)
        except CargoError as error:
            yield error.refusal(Phase.RESOLVE)
