"""What is wrong with the programs that cargo starts as providers."""

import os
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from credprovider.doctor.finding import Finding
from credprovider.doctor.ours import is_ours
from credprovider.doctor.program import NOT_EXECUTABLE, NOT_FOUND, Program
from policy.cargo.config_value import FILE
from policy.cargo.credential_provider import BUILT_IN, Provider
from policy.cargo.place import Place

_RUNNERS = ("bash", "env", "npx", "pipx", "poetry", "sh", "sudo", "uv", "uvx", "zsh")
_PLATFORMS = {"cargo:wincred": "win32", "cargo:macos-keychain": "darwin", "cargo:libsecret": "linux"}


def built_in_findings(provider: Provider) -> Iterator[Finding]:
    """Yield what is wrong with one of cargo's own providers."""
    place = provider.value.place
    if provider.program == "cargo:paseto":
        message = "cargo:paseto is not in a stable cargo, which stops when it comes to it"
        yield Finding("unstable-provider", "error", message, place, "remove it, or use a nightly cargo")
    elif _PLATFORMS.get(provider.program, sys.platform) != sys.platform:
        message = f"{provider.program} is of another system; here it leaves every registry to the next provider"
        yield Finding("provider-of-another-system", "advice", message, place, "remove it, if only this system counts")


def program_findings(
    provider: Provider, program: Program, environment: Mapping[str, str], hello: float | None
) -> Iterator[Finding]:
    """Yield what is wrong with the program of a provider that is not built in. hello: milliseconds to its hello, where
    it was started.
    """
    named_by = provider.alias or provider.value
    place = named_by.place
    if provider.program.startswith("cargo:"):
        near = get_close_matches(provider.program, BUILT_IN, 1)
        edit = f"write `{near[0]}`" if near else f"one of {', '.join(BUILT_IN)}"
        message = f"cargo has no provider `{provider.program}` and starts a program of that name"
        yield Finding("unknown-built-in", "error", message, place, edit)
        return
    if program.problem:
        yield _unusable(provider, program, place)
        return
    if _loses_arguments(provider):
        message = (
            f"cargo starts `{provider.program} --cargo-plugin`: arguments reach a provider in each request alone, "
        )
        message += f"so that `{os.path.basename(provider.program)}` never sees the program that it is to run"
        yield Finding("arguments-never-arrive", "error", message, place, "name the program itself")
    if "/" in provider.program and not _is_absolute(provider):
        message = f"`{provider.program}` comes from a relative path, which "
        message += (
            "the place of the config file completes" if named_by.origin == FILE else "the current folder completes"
        )
        yield Finding("relative-program", "warning", message, place, f"write the whole path: {program.path}")
    if program.depends_on_folder:
        message = f"PATH has the entry `{program.entry}`, so that the current folder decides which program is started"
        yield Finding("program-from-current-folder", "error", message, Place("PATH"), "remove the entry from PATH")
    if program.manager and is_ours(provider):
        took = f"; {hello:.0f} ms to its first word" if hello is not None else ""
        message = f"{program.path} is started through {program.manager}, each time that cargo wants a token{took}"
        edit = "run `cargo credprovider setup`, or write the path of the installed program itself"
        yield Finding("version-manager-shim", "warning", message, place, edit)
    if program.is_python and is_ours(provider) and not _is_isolated(program.interpreter[1:]):
        for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if environment.get("PYTHONPATH") else ():
            if not os.path.isabs(entry):
                message = (
                    f"PYTHONPATH has the entry `{entry}`, so that a project's folder can put its own modules into "
                )
                message += "this provider"
                edit = "unset PYTHONPATH, or run `cargo credprovider setup`, whose launcher does not look at it"
                yield Finding("unsafe-python-path", "error", message, Place("PYTHONPATH"), edit)
                break


def _unusable(provider: Provider, program: Program, place: Place) -> Finding:
    name = provider.program
    if program.problem == NOT_FOUND:
        where = "on PATH" if "/" not in name else f"at {program.path}"
        message = f"there is no program `{name}` {where}; cargo stops there and asks nobody else"
        edit = "install cargo-customs" if is_ours(provider) else "install the program"
        return Finding("program-not-found", "error", message, place, f"{edit}, or write another path")
    if program.problem == NOT_EXECUTABLE:
        message = f"{program.path} cannot be executed; cargo stops there and asks nobody else"
        return Finding("program-not-executable", "error", message, place, f"run `chmod +x {program.path}`")
    message = f"{program.path} is a script for {program.interpreter[0]}, which is not there; cargo says "
    message += "`No such file or directory`"
    return Finding("interpreter-not-found", "error", message, place, "install the program anew")


def _loses_arguments(provider: Provider) -> bool:
    name = os.path.basename(provider.program)
    return bool(provider.args) and (name in _RUNNERS or name.startswith("python"))


def _is_absolute(provider: Provider) -> bool:
    value = provider.alias or provider.value
    if isinstance(value.data, list):
        first = value.items[0].data if value.items else ""
    else:
        first = (str(value.data).split() or [""])[0]
    return os.path.isabs(str(first))


def _is_isolated(flags: tuple[str, ...]) -> bool:
    return any(flag.startswith("-") and not flag.startswith("--") and ("I" in flag or "E" in flag) for flag in flags)
