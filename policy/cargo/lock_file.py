"""What cargo refuses in Cargo.lock (`ops/lockfile.rs` and `core/resolver/encode.rs` of cargo 1.95)."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.semver import version_error
from policy.cargo.toml_file import read_toml

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation
    from policy.cargo.workspace import Workspace

LOCK_FILE = "Cargo.lock"
LATEST = 4
"""The highest version of the file's format that cargo 1.95 reads."""

_NAMES: dict[type, str] = {dict: "map", list: "sequence"}


def lock_file_refusals(folder: str, phase: int) -> Iterator[Refusal]:
    """Yield what cargo refuses in the lock file in `folder`, the workspace's, in the phase in which it reads it."""
    path = os.path.join(folder, LOCK_FILE)
    if not os.path.isfile(path):
        return
    file = read_toml(path)
    context = f"failed to parse lock file at: {path}"
    if file.problem is not None:
        if file.problem.line:
            from policy.cargo.toml_problem import line_of, picture  # only a mistake pays for it

            line, column = file.problem.line, file.problem.column
            reason = picture(line_of(file.text, line), line, column, file.problem.message)
            yield Refusal("invalid-lock-file", phase, (context, reason), Place(path, (), "value", line, column), (-1,))
        return
    at = Place(path)
    for place, reason, is_shown in _wrong(file.data, at):
        yield Refusal("invalid-lock-file", phase, (context, reason), place, (-1,), excerpt=is_shown)
        return


def unwritten_refusals(invocation: "Invocation", workspace: "Workspace") -> Iterator[Refusal]:
    """Yield the refusal of a lock file that would have to be written, and may not be.

    Without the network cargo may stop before, at a package that is not at hand.
    """
    flag = next((flag for flag in ("--frozen", "--locked") if invocation.has(flag)), None)
    path = os.path.join((workspace.root or workspace.current).folder, LOCK_FILE)
    if flag is None or os.path.exists(path):
        return
    if invocation.has("--frozen", "--offline") and any(
        dependency.folder is None for package in workspace.packages for dependency in package.dependencies
    ):
        return
    sentence = f"cannot create the lock file {path} because {flag} was passed to prevent this\n"
    sentence += f"help: to generate the lock file without accessing the network, remove the {flag} flag and use"
    yield Refusal("invalid-argument", Phase.RESOLVE, (f"{sentence} --offline instead.",), Place(""), (9,))


def _wrong(data: dict[str, Any], at: Place) -> Iterator[tuple[Place, str, bool]]:
    """Yield (place, reason, whether cargo shows the line) of each mistake; those of the types come first."""
    version, packages = data.get("version", 1), data.get("package", [])
    if type(version) is not int:
        yield at.at("version"), _type_error(version, "u32"), True
    if type(packages) is not list:
        yield at.at("package"), _type_error(packages, "a sequence"), True
        return
    for number, package in enumerate(packages):
        yield from _wrong_types(package, at.at("package", number))
    if type(version) is int and version > LATEST:
        sentence = (
            f"lock file version `{version}` was found, but this version of Cargo does not understand this lock file, "
            "perhaps Cargo needs to be updated?"
        )
        yield at.at("version"), sentence, False
    seen = set()
    for number, package in enumerate(packages):
        place = at.at("package", number)
        if error := version_error(str(package.get("version"))):
            yield place.at("version"), error, False
        known = (package.get("name"), package.get("version"), package.get("source"))
        if known in seen:
            yield place, f"package `{known[0]}` is specified twice in the lockfile", False
        seen.add(known)


def _wrong_types(package: Any, at: Place) -> Iterator[tuple[Place, str, bool]]:
    if type(package) is not dict:
        yield at, _type_error(package, "struct EncodableDependency"), True
        return
    for key in ("name", "version", "source", "checksum", "replace"):
        value = package.get(key)
        if key in package and type(value) is not str:
            yield at.at(key), _type_error(value, "a string"), True
        elif key == "source" and type(value) is str and "+" not in value:
            yield at.at(key), f"invalid source `{value}`", True
    dependencies = package.get("dependencies", [])
    if type(dependencies) is not list:
        yield at.at("dependencies"), _type_error(dependencies, "a sequence"), True
        return
    for number, item in enumerate(dependencies):
        if type(item) is not str:
            yield at.at("dependencies", number), _type_error(item, "a string"), True
    for key in ("name", "version"):
        if key not in package:
            yield at, f"missing field `{key}`", True


def _type_error(value: Any, expected: str) -> str:
    if isinstance(value, bool):
        found = f"boolean `{str(value).lower()}`"
    elif isinstance(value, int):
        found = f"integer `{value}`"
    elif isinstance(value, float):
        found = f"floating point `{value}`"
    else:
        found = f'string "{value}"' if isinstance(value, str) else _NAMES.get(type(value), "map")
    return f"invalid type: {found}, expected {expected}"
