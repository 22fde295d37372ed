"""Which command reads which section of the config, and in which phase it stops at a value that cannot be read.

The types of the sections are imported where there is something to look at.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from policy.cargo.compiling import COMPILING
from policy.cargo.config import Config, config_root
from policy.cargo.config_value import Value
from policy.cargo.refusal import LAST, CargoError, Phase, Refusal

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation
    from policy.cargo.workspace import Workspace

_SECTIONS = frozenset({"build", "env", "http", "net", "resolver", "target", "term"})
_TRANSFER = ("CARGO_HTTP_", "CARGO_NET_")
_VARIABLES = (*_TRANSFER, "CARGO_BUILD_", "CARGO_RESOLVER_", "CARGO_TARGET_", "CARGO_TERM_")
"""How the variables begin that stand for keys of these sections."""

_PROGRAMS = frozenset({"RUSTC", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"})
_LOOKING_AT_THE_COMPILER = ("metadata", "tree", "fetch", *COMPILING)
"""Commands that ask the compiler about the platform, and that build the set of packages."""


def reading_refusals(invocation: "Invocation", config: Config, workspace: "Workspace") -> Iterator[Refusal]:
    """Yield what a command in a workspace refuses in the config, besides what it refuses at a registry."""
    command, targets = invocation.command, invocation.all("--target")
    looking = command in _LOOKING_AT_THE_COMPILER and not invocation.asks_for_members
    if looking and command != "fetch":
        yield from _at(Phase.RESOLVE, 8, override_errors(config))
    if command in COMPILING or targets or command == "metadata":
        named = targets or invocation.all("--filter-platform")
        if named or command in COMPILING:
            yield from _at(Phase.PREPARE, 1, _target_errors(config, named))
    if command == "clean":
        yield from _at(Phase.COMPILE, 0, _profile_errors(config, ()))
    if command in ("package", "publish") and not invocation.has("--no-verify", "--list", "-l"):
        yield from _verifying_refusals(invocation, config)
    if _is_plain(config):
        return
    from policy.cargo import config_sections as sections

    for error in sections.directory_errors(config):
        yield error.refusal(Phase.MANIFEST, workspace.leading - 1, LAST + 1)
    for error in sections.resolver_errors(config):
        # before the workspace is looked at as a whole
        yield error.refusal(Phase.MANIFEST, len(workspace.loaded), workspace.unfound - 1, 1)
    phase = Phase.COMPILE if command == "fetch" else Phase.PREPARE
    if looking and (_has(config, "build") or not _PROGRAMS.isdisjoint(config.environment)):
        from policy.cargo.config_compiler import compiler_errors

        yield from _at(phase, 6, compiler_errors(config))
    if command in COMPILING:
        if invocation.value("-j", "--jobs") is None:
            yield from _at(Phase.PREPARE, 2, sections.jobs_errors(config))
        yield from _at(Phase.PREPARE, 3, sections.term_errors(config))
    if looking:
        yield from _at(phase, 4, _environment_errors(config))
        yield from _at(phase, 5, _platform_errors(config, targets))
        yield from _at(Phase.RESOLVE, 9, sections.http_errors(config))


def _verifying_refusals(invocation: "Invocation", config: Config) -> Iterator[Refusal]:
    """Yield what is refused when a package is compiled as its users would compile it, once it is packaged."""
    errors = list(_profile_errors(config, ()))
    if not _is_plain(config):
        from policy.cargo.config_compiler import compiler_errors
        from policy.cargo.config_sections import jobs_errors, term_errors

        jobs = jobs_errors(config) if invocation.value("-j", "--jobs") is None else ()
        targets = invocation.all("--target")
        early = [*_target_errors(config, targets), *jobs, *term_errors(config)]
        platforms = [*_environment_errors(config), *_platform_errors(config, targets)]
        errors = [*early, *compiler_errors(config), *platforms, *errors]
    for number, error in enumerate(errors):
        yield error.under("failed to verify package tarball").refusal(Phase.COMPILE, number)


def _profile_errors(config: Config, named: Iterable[str]) -> Iterator[CargoError]:
    """Yield what is wrong with the profiles of these names, and with those that cargo always looks up."""
    if "profile" in config.root.table or _has_variables(config, ("CARGO_PROFILE_",)):
        from policy.cargo.profile_chain import (  # few have any, and an import takes its time
            ALWAYS,
            named_profile_errors,
        )

        yield from named_profile_errors(config, sorted({*named, *ALWAYS}))


def colour_refusals(config: Config) -> Iterator[Refusal]:
    """Yield the refusal of `[term]`'s colour, which comes before anything else."""
    if "term" not in config.root.table and not _has_variables(config, ("CARGO_TERM_",)):
        return
    from policy.cargo.config_sections import colour_error

    error = colour_error(config)
    if error is not None:
        yield error.refusal(Phase.ARGUMENTS, 9)


def possible_reading_refusals(config: Config) -> Iterator[Refusal]:
    """Yield what one command or another refuses in the config."""
    profiles = config.root.table.get("profile")
    yield from colour_refusals(config)
    yield from _at(Phase.RESOLVE, 0, patch_errors(config))
    yield from _at(Phase.RESOLVE, 8, override_errors(config))
    yield from _at(Phase.COMPILE, -2, _profile_errors(config, (*profiles.table,) if profiles else ()))
    if _is_plain(config):
        return
    from policy.cargo import config_sections as sections

    yield from _at(Phase.PREPARE, 0, sections.directory_errors(config))
    yield from _at(Phase.PREPARE, 0, sections.resolver_errors(config))
    yield from _at(Phase.PREPARE, 1, _target_errors(config, ()))
    yield from _at(Phase.PREPARE, 2, sections.jobs_errors(config))
    yield from _at(Phase.PREPARE, 3, sections.term_errors(config))
    yield from _at(Phase.PREPARE, 4, _environment_errors(config))
    yield from _at(Phase.PREPARE, 5, _platform_errors(config, ()))
    yield from _at(Phase.RESOLVE, 9, transfer_errors(config))


@lru_cache(1)  # every package is published to a registry
def transfer_errors(config: Config) -> list[CargoError]:
    """Return what cargo refuses in the sections that it reads when it opens a registry."""
    if "http" not in config.root.table and "net" not in config.root.table and not _has_variables(config, _TRANSFER):
        return []
    from policy.cargo.config_sections import http_errors, net_errors

    return [*http_errors(config), *net_errors(config)]


def _target_errors(config: Config, named: tuple[str, ...]) -> Iterable[CargoError]:
    if not named and not _has(config, "build"):
        return ()
    from policy.cargo.config_compiler import target_errors  # few choose a platform, and an import takes its time

    return target_errors(config, named)


def _environment_errors(config: Config) -> Iterable[CargoError]:
    if "env" not in config.root.table:
        return ()
    from policy.cargo.config_platforms import environment_errors

    return environment_errors(config)


def _platform_errors(config: Config, named: tuple[str, ...]) -> Iterable[CargoError]:
    if not _has(config, "target"):
        return ()
    from policy.cargo.config_platforms import platform_errors  # few have any, and an import takes its time

    return platform_errors(config, named)


def _has(config: Config, section: str) -> bool:
    """Whether a section of the config has anything, or a variable of the environment that stands for it."""
    return section in config.root.table or _has_variables(config, (f"CARGO_{section.upper()}_",))


def opening_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[http]`, which it reads once the packages are known, even where it fetches none."""
    if "http" in config.root.table or _has_variables(config, _TRANSFER):
        from policy.cargo.config_sections import http_errors  # few configs have any

        yield from http_errors(config)


def _is_plain(config: Config) -> bool:
    """Whether neither files nor variables say anything in the sections whose types are looked at."""
    if not _PROGRAMS.isdisjoint(config.environment) or _has_variables(config, _VARIABLES):
        return False
    return _SECTIONS.isdisjoint(config.root.table)


def _has_variables(config: Config, starts: tuple[str, ...]) -> bool:
    return any(name.startswith(starts) for name in config.environment)


def patch_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[patch]`, when it resolves dependencies."""
    if "patch" in config.root.table:
        from policy.cargo.patches import config_patch_errors  # only such a config pays for it

        yield from config_patch_errors(config)


def override_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `paths`, once dependencies are resolved."""
    paths = config.root.table.get("paths")
    if paths is None:
        return
    if not isinstance(paths.data, list):
        what = f"expected a list, but found a {paths.kind} for `paths` in {paths.definition}"
        yield CargoError(f"invalid configuration for key `paths`\n{what}", place=paths.place)
    for item in paths.items:
        if not isinstance(item.data, str):
            what = f"expected a string, but found a {item.kind} for `paths` in {item.definition}"
            yield CargoError(f"invalid configuration for key `paths`\n{what}", place=item.place)
            return
    for item in paths.items:
        yield from _missing_override(item, config)


def _missing_override(item: Value, config: Config) -> Iterator[CargoError]:
    folder = os.path.normpath(os.path.join(config_root(item, config.folder), str(item.data)))
    if not os.path.exists(folder):
        context = f"failed to update path override `{folder}` (defined in `{item.definition}`)"
        reasons = (f"failed to read directory `{folder}`", "No such file or directory (os error 2)")
        yield CargoError(context, *reasons, place=item.place)


def _at(phase: int, step: int, errors: Iterable[CargoError]) -> Iterator[Refusal]:
    for number, error in enumerate(errors):
        yield error.refusal(phase, step, number)
