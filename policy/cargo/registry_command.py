"""What cargo refuses in a command about one registry: in finding it, in opening it, and in asking for its token."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.at_registry import opening_refusals, sending_refusals, source_map_errors, token_refusals
from policy.cargo.config import Config
from policy.cargo.manifest import Manifest
from policy.cargo.publish import named_target, registry_refusals
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.sources import SourceMap
from policy.cargo.toml_file import read_toml
from policy.cargo.upwards import find_manifest
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation


def registry_command_refusals(invocation: "Invocation", sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused in `yank`, `owner`, `search`, `login`, `logout`, `info`, and `install` from a registry."""
    config, command = sources.config, invocation.command
    target = named_target(config, invocation.value("--registry"), invocation.value("--index"))
    if command == "install" and target is None:
        yield from _compiler_refusals(command, config, Phase.SELECTION)
        yield from _replacement_refusals(sources)
        return
    if command == "info" and (wrong := source_map_errors(sources)):
        yield from (error.refusal(Phase.REGISTRY) for error in wrong)  # before it looks for the registry
        return
    source, refused = registry_refusals(target, sources)
    if command == "info" and target is None and _is_in_workspace(config.folder):
        refused = []  # the workspace may have the package from somewhere else
    yield from refused
    if not refused and command in ("info", "install"):
        yield from _compiler_refusals(command, config, Phase.REGISTRY)
    if not refused and (command in ("search", "install", "login") or _asks_registry(invocation, config)):
        yield from opening_refusals(source, sources)
    if not refused and command in ("login", "logout"):
        yield from token_refusals(source, config, target, command)
    if not refused and command in ("owner", "yank"):
        yield from opening_refusals(source, sources)
        if invocation.value("--token") is None:
            yield from sending_refusals(source, config, target)


def _compiler_refusals(command: str, config: Config, phase: int) -> Iterator[Refusal]:
    """Yield what is wrong with the compiler whose version counts, or which is to compile what is installed."""
    names = {"build", "env", "install"}
    if names.isdisjoint(config.root.table) and not any(name.startswith("CARGO_BUILD_") for name in config.environment):
        return
    from policy.cargo import config_sections as sections  # few configs have any of them
    from policy.cargo.config_platforms import environment_errors

    yield from (error.refusal(phase, 0, 0) for error in sections.build_errors(config))
    if command == "install":
        yield from (error.refusal(phase, 0, 0) for error in sections.jobs_errors(config))
        yield from (error.refusal(phase, 0, 0) for error in sections.install_errors(config))
    yield from (error.refusal(Phase.REGISTRY, 0, 0) for error in environment_errors(config))


def _asks_registry(invocation: "Invocation", config: Config) -> bool:
    """Whether `cargo info` asks a registry: not for a member of the workspace in which it is started."""
    if invocation.command != "info" or not invocation.names:
        return False
    try:
        workspace = Workspace(find_manifest(config.folder), config.cargo_home)
    except CargoError:
        return True
    return invocation.names[0].partition("@")[0] not in (package.name for package in workspace.packages)


def _is_in_workspace(folder: str) -> bool:
    """Whether there is a package or a workspace around `folder`."""
    try:
        manifest = Manifest(read_toml(find_manifest(folder)))
    except CargoError:
        return False
    return manifest.is_package or manifest.workspace is not None


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
