"""A repository as the rules see it: the commands and the variables of cargo's in its files, and what git holds."""

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from policy.cargo.names import environment_key
from policy.cargo.place import Place
from policy.repository.files import CREDENTIALS, MARKDOWN, RepositoryFile, read_files

if TYPE_CHECKING:
    from policy.repository.assignments import Assignment
    from policy.repository.commands import CargoCommand

_COMMANDS = ("publish", "login", "yank", "owner", "cargo verify", "cargo sign", "--sign", "--registry", "registries.")
"""A file without any of these has no command of cargo's that a rule has something to say about."""

_VARIABLES = ("TOKEN", "_INDEX", "CARGO_REGISTR", "CARGO_SOURCE")


class Repository:
    """The repository whose top is the folder `top`; "" is one of which nothing is known.

    members: returns the folders of the workspace's members; asked when the files are.
    """

    def __init__(self, top: str, members: Callable[[], Iterable[str]] = tuple) -> None:
        self.top = top
        self._members = members

    @cached_property
    def files(self) -> list[RepositoryFile]:
        """The files that were read."""
        return list(read_files(self.top, sorted(self._members()))) if self.top else []

    @cached_property
    def is_notable(self) -> bool:
        """Whether a file holds something that a rule may have something to say about."""
        return any(
            file.kind == CREDENTIALS or _has_commands(file.text) or _has_variables(file.text) for file in self.files
        )

    @cached_property
    def commands(self) -> "list[CargoCommand]":
        """Every command of cargo in the files that may be worth a word."""
        from policy.repository.commands import cargo_commands

        return [command for file in self.files if _has_commands(file.text) for command in cargo_commands(file)]

    @cached_property
    def assignments(self) -> "list[Assignment]":
        """Every variable of cargo's that a file sets."""
        from policy.repository.assignments import assignments

        return [one for file in self.files if _has_variables(file.text) for one in assignments(file)]

    @cached_property
    def has_git(self) -> bool:
        """Whether this is a repository of git's."""
        return bool(self.top) and os.path.exists(os.path.join(self.top, ".git"))

    def definition(self, name: str) -> Place | None:
        """Return where a job, a script or an image defines the registry `name`; None where none does."""
        variable, key, header = self._definitions
        return (
            variable.get(f"CARGO_REGISTRIES_{environment_key(name)}_INDEX")
            or key.get(f"registries.{name}.index")
            or header.get(f"[registries.{name}]")
        )

    @cached_property
    def _definitions(self) -> tuple[dict[str, Place], dict[str, Place], dict[str, Place]]:
        """Where each variable, each key of `--config` and each header of a config file that is written stands first."""
        variables: dict[str, Place] = {}
        keys: dict[str, Place] = {}
        headers: dict[str, Place] = {}
        for one in self.assignments:
            if one.file.kind != MARKDOWN:
                variables.setdefault(one.name, one.place)
        for command in self.commands:
            if not command.file.is_documentation:
                for option in command.invocation.all("--config"):
                    keys.setdefault(option.partition("=")[0].strip(), command.place)
        for file in self.files:
            if file.kind not in (CREDENTIALS, MARKDOWN) and "[registries." in file.text:
                for number, line in enumerate(file.text.split("\n"), 1):
                    at = line.find("[registries.")
                    while at >= 0:
                        end = line.find("]", at)
                        headers.setdefault(line[at : end + 1], Place(file.path, line=number, column=at + 1))
                        at = line.find("[registries.", end) if end >= 0 else -1
        return variables, keys, headers


def _has_commands(text: str) -> bool:
    return ("cargo" in text or "CARGO" in text) and any(word in text for word in _COMMANDS)


def _has_variables(text: str) -> bool:
    return "CARGO_" in text and any(word in text for word in _VARIABLES)
