"""For what cargo compiles and with which compiler, and what it refuses there (`compile_kind.rs`, `util/rustc.rs`)."""

import os
from collections.abc import Iterator

from policy.cargo.config import Config, config_root
from policy.cargo.place import Place
from policy.cargo.program import start_error
from policy.cargo.refusal import CargoError

_WRAPPERS = ("rustc-workspace-wrapper", "rustc-wrapper")
"""The inner one first."""


def target_errors(config: Config, named: tuple[str, ...]) -> Iterator[CargoError]:
    """Yield what is wrong with the names of the platforms to compile for. named: the values of `--target`."""
    targets = [(name, Place("")) for name in named]
    build = config.root.table.get("build")
    if build is not None and not isinstance(build.data, dict):
        return
    value = None if named else config.value("build", "target")
    if value is not None:
        targets = [(str(item.data), item.place) for item in value.items or [value]]
    for name, place in targets if value is None or value.data != [] else ():
        if not name.strip():
            yield CargoError("target was empty", place=place)
        if name.strip().endswith(".json"):
            yield CargoError("`.json` target specs require -Zjson-target-spec", place=place)


def compiler_errors(config: Config) -> Iterator[CargoError]:
    """Yield the refusal of a compiler, or of a program around it, that cannot be started."""
    build = config.root.table.get("build")
    if build is not None and not isinstance(build.data, dict):
        return
    programs = [tool for name in ("rustc", *_WRAPPERS) if (tool := _tool(config, name)) is not None]
    if not programs or "PATH" not in config.environment:
        return
    if programs[0][2] != "rustc":
        programs.insert(0, ("rustc", Place(""), "rustc"))
    program, place, _ = programs[-1]
    error = start_error(program, config) if program else None
    if error is not None:
        command = " ".join(program for program, *_ in reversed(programs))
        yield CargoError(f"could not execute process `{command} -vV` (never executed)", error, place=place)


def _tool(config: Config, name: str) -> tuple[str, Place, str] | None:
    """Return the program that a variable or the config names, with its place; None where neither does."""
    variable = name.upper().replace("-", "_")
    outside = config.environment.get(variable)
    if outside is not None:
        program, place = os.path.join(config.folder, outside) if "/" in outside else outside, Place(variable)
    else:
        value = config.value("build", name)
        if value is None:
            return None
        program, place = str(value.data), value.place
        program = os.path.join(config_root(value, config.folder), program) if "/" in program else program
    return (program, place, name) if program else None
