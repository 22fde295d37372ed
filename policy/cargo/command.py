"""What cargo goes through for a command, and everything it would refuse on the way."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.compiling import COMPILING, compile_refusals, delayed_refusals
from policy.cargo.config import Config
from policy.cargo.config_reads import colour_refusals, reading_refusals, transfer_errors
from policy.cargo.lock_file import LOCK_FILE, lock_file_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_checks import manifest_refusals
from policy.cargo.names import CRATES_IO, environment_key, invalid_name_cause, registry_name_error
from policy.cargo.packaging import package_refusals, verify_refusals
from policy.cargo.place import Place
from policy.cargo.publish import (
    Publishing,
    Target,
    named_target,
    refuse_index_key,
    registry_refusals,
    selection_refusals,
)
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.resolving import lock_refusals, resolve_refusals
from policy.cargo.source_id import SourceId
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation

RESOLVING = (
    "metadata",
    "check",
    "build",
    "test",
    "bench",
    "run",
    "doc",
    "fetch",
    "tree",
    "generate-lockfile",
    "update",
)
# fmt: off
IN_WORKSPACE = (
    *RESOLVING, "package", "publish", "read-manifest", "locate-project", "clean", "vendor", "fix", "pkgid", "add",
    "remove", "rustc", "rustdoc",
)
# fmt: on
_CHOOSING = (*COMPILING, "package", "publish", "tree", "metadata")
_OF_ONE_PACKAGE = ("rustc", "rustdoc", "owner", "yank", "read-manifest")
LOCK_READING = (*(command for command in RESOLVING if command != "generate-lockfile"), "package", "publish", "pkgid")
MANIFEST_FIRST = frozenset(IN_WORKSPACE) - {"package", "publish", "vendor"}
"""Commands that read manifests before any config."""

NAMING = ("package", "publish", "owner", "yank")
"""Commands that do so only where the registry is named, and else look for `registry.default` first."""
_LAST = 10**6  # behind everything in one manifest
AT_REGISTRY = ("yank", "owner", "search", "login", "logout", "install", "info")


def argument_refusals(invocation: "Invocation", config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses in the command line itself."""
    if invocation.value("-C") is not None:
        sentence = "the `-C` flag is unstable, pass `-Z unstable-options` on the nightly channel to enable it"
        yield Refusal("invalid-argument", Phase.ARGUMENTS, (sentence,), Place(""))
    yield from colour_refusals(config)
    if config.argument_error is not None:
        yield config.argument_error.refusal(Phase.ARGUMENTS, 1)
    if invocation.command == "yank":
        from policy.cargo.crate_argument import yank_refusal  # only this command needs it

        if refusal := yank_refusal(invocation):
            yield refusal
    registry = invocation.value("--registry")
    if registry is not None and (error := registry_name_error(registry)):
        yield Refusal(invalid_name_cause(registry), Phase.CONFIG, (error,), Place(""), (1,), registry)


def config_refusals(config: Config, before: int = 0) -> Iterator[Refusal]:
    """Yield what cargo refuses in the config files.

    before: how many manifests it reads before them, unless something in one of these needs them.
    """
    phase, *step = (Phase.MANIFEST, before - 1, _LAST) if before else (Phase.CONFIG, 0)
    for number, error in enumerate(config.files.errors):
        yield error.refusal(phase, *step, number)


def workspace_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses in reading the manifests, in the order in which it reads them."""
    above: Refusal | None = None
    numbered = [*enumerate(workspace.loaded.values())]
    for number, manifest in (*numbered[1:], *numbered[:1]):  # the first may inherit from a root with a mistake
        if manifest.path in workspace.passed:
            continue
        context = workspace.contexts[manifest.path]
        for step, refusal in enumerate(manifest_refusals(manifest, config, None if number else above)):
            found = refusal if refusal.excerpt else refusal.under(*context)
            if refusal.cause == "unreadable-manifest":
                found = found._replace(place=workspace.named_at(manifest), subject=manifest.path)
            if number and not context and above is None:
                above = found  # a root, or a manifest on the way to it
            yield found._replace(step=(number, step))
    for step, error in enumerate(workspace.errors):
        yield error.refusal(Phase.MANIFEST, len(workspace.loaded), step)


def publishing_refusals(
    publishing: Publishing,
    sources: SourceMap,
    *,
    token_needed: bool = False,
    listing: bool = False,
    resolving: bool = True,
    locking: bool = False,
) -> Iterator[Refusal]:
    """Yield what cargo refuses in publishing or packaging, from the choice of the registry to the finished archive.

    token_needed: whether cargo will ask for a token, as it does unless the run is dry.
    listing: `cargo package --list`. resolving: whether packaging resolves what is packaged together.
    locking: whether a lock file is made for each package.
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
                yield from _sending_refusals(source, config, target)
        for package in packages:
            yield from verify_refusals(package, source, config)
    for number, package in enumerate(packages):
        for refusal in package_refusals(package, config, listing):
            yield refusal._replace(step=(number, *refusal.step))
    if packages and locking and not listing:
        for refusal in lock_refusals(packages, sources, _source_map_errors(sources)):
            yield refusal.under("failed to prepare local package for uploading")


def opening_refusals(source: SourceId, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo refuses in the config when it opens the registry `source`."""
    name = sources.names.get(source.identity)
    replaced = name is not None and sources.by_name[name].replace_with is not None
    context = (f"failed to update {source}",) if replaced else ()
    for error in transfer_errors(sources.config):
        yield error.under(*context).refusal(Phase.REGISTRY, 0, 1)


def _sending_refusals(source: SourceId, config: Config, target: Target | None) -> Iterator[Refusal]:
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
    names = config.names_by_index.get(source.identity[1], [])
    set_outside = [name for name in names if f"CARGO_REGISTRIES_{environment_key(name)}_INDEX" in config.environment]
    return sorted(set_outside or names)


def selected_packages(invocation: "Invocation", workspace: Workspace) -> list[Manifest]:
    """Return the packages that `-p`, `--workspace` and `--exclude` select."""
    wanted = invocation.all("-p", "--package")
    if wanted:
        names = {spec.rpartition("#")[2].partition("@")[0] for spec in wanted}
        return [package for package in workspace.packages if package.name in names]
    if invocation.has("--workspace", "--all"):
        excluded = invocation.all("--exclude")
        return [package for package in workspace.packages if package.name not in excluded]
    return workspace.default_members


def publishing_of(invocation: "Invocation", workspace: Workspace, config: Config) -> Publishing:
    """Return what `cargo publish` or `cargo package` is about; raises CargoError for a wrong `registry.default`."""
    everything = invocation.has("--workspace", "--all")
    by_name = bool(invocation.all("-p", "--package"))
    return Publishing(
        selected_packages(invocation, workspace),
        "published" if invocation.command == "publish" else "packaged",
        named_target(config, invocation.value("--registry"), invocation.value("--index")),
        everything or (workspace.current.package is None and not by_name),
    )


def command_refusals(invocation: "Invocation", workspace: Workspace | None, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what cargo refuses once config and manifests are read."""
    config, command = sources.config, invocation.command
    if workspace is not None and command in IN_WORKSPACE:
        yield from reading_refusals(invocation, config)
    if workspace is not None and command in LOCK_READING and not invocation.asks_for_members:
        folder = (workspace.root or workspace.current).folder
        packing = command in ("publish", "package")
        yield from lock_file_refusals(folder, Phase.PACKAGE if packing else Phase.RESOLVE)
        if packing and os.path.isfile(os.path.join(folder, LOCK_FILE)) and not invocation.has("--exclude-lockfile"):
            from policy.cargo.siblings import sibling_refusals  # only a command on a workspace needs it

            yield from (error.refusal(Phase.PACKAGE) for error in _source_map_errors(sources))
            for refusal in sibling_refusals(workspace, config, Phase.PACKAGE):  # it brings the lock file up to date
                yield refusal._replace(step=(-1, 1))
    if workspace is not None:
        yield from _choice_refusals(invocation, workspace)
        folder = (workspace.root or workspace.current).folder
        if command == "pkgid" and not os.path.exists(os.path.join(folder, LOCK_FILE)):
            sentence = "a Cargo.lock must exist for this command"
            yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""))
    if command in ("publish", "package") and workspace is not None:
        publishing = publishing_of(invocation, workspace, config)
        token_needed = not invocation.has("--dry-run", "-n") and invocation.value("--token") is None
        listing = invocation.has("--list", "-l")
        resolving = not (invocation.has("--exclude-lockfile") and invocation.has("--no-verify"))
        yield from publishing_refusals(
            publishing,
            sources,
            token_needed=token_needed,
            listing=listing,
            resolving=resolving,
            locking=not invocation.has("--exclude-lockfile"),
        )
        return
    if command in AT_REGISTRY and not (command == "install" and invocation.value("--path", "--git") is not None):
        target = named_target(config, invocation.value("--registry"), invocation.value("--index"))
        if command == "install" and target is None:
            yield from _replacement_refusals(sources)
            return
        if command == "info" and (wrong := _source_map_errors(sources)):
            yield from (error.refusal(Phase.REGISTRY) for error in wrong)  # before it looks for the registry
            return
        source, refused = registry_refusals(target, sources)
        yield from refused
        if not refused and command in ("search", "install"):
            yield from opening_refusals(source, sources)
        if not refused and command in ("login", "logout"):
            yield from token_refusals(source, config, target, command)
        if not refused and command in ("owner", "yank"):
            yield from opening_refusals(source, sources)
            if invocation.value("--token") is None:
                yield from _sending_refusals(source, config, target)
    if workspace is None:
        return
    if command in COMPILING or command == "fetch":
        yield from delayed_refusals(workspace)
    if command in RESOLVING and not invocation.asks_for_members:
        from policy.cargo.path_packages import cycle_refusals
        from policy.cargo.siblings import sibling_refusals

        yield from resolve_refusals(workspace, sources)
        yield from cycle_refusals(workspace)
        yield from (refusal._replace(step=(1,)) for refusal in sibling_refusals(workspace, config))
        if command != "run" and invocation.value("-p", "--package") is not None:
            from policy.cargo.selection import unmatched_refusals  # few command lines choose a package

            yield from unmatched_refusals(invocation, workspace)
    if command in COMPILING:
        yield from compile_refusals(invocation, workspace, selected_packages(invocation, workspace), config)


def _source_map_errors(sources: SourceMap) -> list[CargoError]:
    """Return what is wrong with the config of sources as a whole."""
    try:
        refuse_index_key(sources.config)
    except CargoError as error:
        return [error]
    return sources.errors


def _replacement_refusals(sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is wrong with the sources where packages come from crates.io, or from what stands in for it."""
    yield from (error.refusal(Phase.REGISTRY) for error in sources.errors)
    try:
        replacement = sources.replacement(sources.crates_io)
    except CargoError as error:
        yield error.refusal(Phase.REGISTRY)
        return
    if replacement.same_as(sources.crates_io):
        yield from opening_refusals(replacement, sources)


def _choice_refusals(invocation: "Invocation", workspace: Workspace) -> Iterator[Refusal]:
    """Yield what is refused in the choice of packages."""
    from policy.cargo import selection  # what is checked without a command has no choice

    command = invocation.command
    choosing = (*COMPILING, "package", "publish", "tree") if invocation.asks_for_members else _CHOOSING
    if command in choosing and command not in _OF_ONE_PACKAGE:
        selected = selected_packages(invocation, workspace)
        yield from selection.package_choice_refusals(invocation, workspace, selected)
    elif command == "update" and not workspace.packages:
        yield selection.empty_workspace()
    elif command in _OF_ONE_PACKAGE:
        yield from selection.single_package_refusals(invocation, workspace)


def _depend_on_each_other(packages: list[Manifest]) -> bool:
    folders = {package.folder for package in packages}
    return any(
        dependency.folder in folders and dependency.folder != package.folder
        for package in packages
        for dependency in package.notable_dependencies
        if not dependency.is_stripped
    )
