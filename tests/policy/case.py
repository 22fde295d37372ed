"""A case: one small file with a tree, what the linter finds in it, and what real cargo does there.

tests/cases/README.md describes the form.
"""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parents[1] / "cases"
HOME = "home/"

BY_CRATES_IO = "crates.io cargo "

_HEADER = re.compile(r"^-- (.+) --\n", re.MULTILINE)
_REPEATED = re.compile(r"(.+) x (\d+)")


class Answer(NamedTuple):
    """What crates.io answers to an upload: the HTTP status, and its text."""

    status: int
    detail: str


class Command(NamedTuple):
    """One run of real cargo.

    arguments: after `cargo`. status: its exit code. unforeseen: whether it fails for what a registry holds, which no
    file shows. said: texts in its standard error. answer: what crates.io says to the upload, where it refuses it.
    """

    arguments: tuple[str, ...]
    status: int
    unforeseen: bool
    said: tuple[str, ...]
    answer: Answer | None = None


class Case(NamedTuple):
    """What a case file says.

    rule: the rule it is about; bad: whether the rule has something to say; name: the file's own.
    files: the tree, by path from its top; home: the files of CARGO_HOME.
    environment: further variables. folder: where the commands are started, from the top.
    findings: the lines that `check` comes to, in their order.
    commands: what real cargo does.
    tracked: what git holds: `.` for everything that it does not ignore; None where there is no git.
    """

    rule: str
    bad: bool
    name: str
    files: dict[str, str]
    home: dict[str, str]
    environment: dict[str, str]
    folder: str
    findings: tuple[str, ...]
    commands: tuple[Command, ...]
    tracked: tuple[str, ...] | None


def read_case(path: Path) -> Case:
    """Read the case file at `path`; ValueError where it is not in the form of one."""
    _, *parts = _HEADER.split(path.read_text())
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    if len(sections) != len(parts) // 2:
        raise ValueError(f"{path}: two sections with the same header")
    commands = [_command(header, sections.pop(header)) for header in list(sections) if header.startswith("cargo ")]
    refused = [header for header in list(sections) if header.startswith(BY_CRATES_IO)]
    commands += [_refused_command(header, sections.pop(header)) for header in refused]
    environment = dict(line.split("=", 1) for line in sections.pop("env", "").splitlines())
    folder = sections.pop("folder", "").strip()
    tracked = tuple(sections.pop("git").splitlines()) if "git" in sections else None
    findings = tuple(sections.pop("findings", "").splitlines())
    home = {name: sections.pop(name) for name in list(sections) if name.startswith(HOME)}
    return Case(
        path.parent.parent.name,
        path.parent.name == "bad",
        path.stem,
        dict(_repeated(name, text) for name, text in sections.items()),
        {name.removeprefix(HOME): text for name, text in home.items()},
        environment,
        folder,
        findings,
        tuple(commands),
        tracked,
    )


def _command(header: str, body: str) -> Command:
    exit_line, *said = [line for line in body.splitlines() if line.strip()]
    match = re.fullmatch(r"exit (\d+)( unforeseen)?", exit_line)
    if match is None:
        raise ValueError(f"`-- {header} --` must begin with the line `exit N`, and may add `unforeseen`")
    return Command(tuple(shlex.split(header)[1:]), int(match[1]), match[2] is not None, tuple(said))


def _refused_command(header: str, body: str) -> Command:
    exit_line, _, rest = body.rstrip("\n").partition("\n")
    status, _, detail = rest.partition(" ")
    if exit_line != "exit 101" or not status.isdigit():
        raise ValueError(f"`-- {header} --` must have the line `exit 101`, then `STATUS TEXT`")
    arguments = tuple(shlex.split(header.removeprefix(BY_CRATES_IO)))
    return Command(arguments, 101, False, (), Answer(int(status), detail))


def _repeated(name: str, text: str) -> tuple[str, str]:
    """Return a file's path and text; `PATH x N` stands for N times the text."""
    match = _REPEATED.fullmatch(name)
    return (match[1], text * int(match[2])) if match else (name, text)


def all_cases() -> list[Path]:
    """Return every case file."""
    return sorted(CASES.glob("*/*/*.txt"))
