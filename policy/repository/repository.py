"""A repository as the rules see it: the commands and the variables of cargo's in its files, and what git holds."""

import os
from collections.abc import Iterable
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

    members: the folders of the workspace's members.
    """

    def __init__(self, top: str, members: Iterable[str] = ()) -> None:
        self.top = top
        self._members = members

    @cached_property
    def files(self) -> list[RepositoryFile]:
        """The files that were read."""
        return list(read_files(self.top, self._members)) if self.top else []

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
        variable, key = f"CARGO_REGISTRIES_{environment_key(name)}_INDEX", f"registries.{name}.index"
        for one in self.assignments:
            if one.name == variable and one.file.kind != MARKDOWN:
                return one.place
        for command in self.commands:
            options = command.invocation.all("--config")
            if not command.file.is_documentation and any(one.partition("=")[0].strip() == key for one in options):
                return command.place
        for file in self.files:  # a config file that is written on the way
            at = -1 if file.kind in (CREDENTIALS, MARKDOWN) else file.text.find(f"[registries.{name}]")
            if at >= 0:
                start = file.text.rfind("\n", 0, at) + 1
                return Place(file.path, line=file.text.count("\n", 0, at) + 1, column=at - start + 1)
        return None


def _has_commands(text: str) -> bool:
    return ("cargo" in text or "CARGO" in text) and any(word in text for word in _COMMANDS)


def _has_variables(text: str) -> bool:
    return "CARGO_" in text and any(word in text for word in _VARIABLES)
