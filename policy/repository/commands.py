"""The commands of cargo that stand in a file."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.invocation import Invocation, parse_invocation
from policy.cargo.place import Place
from policy.repository.files import RepositoryFile
from policy.repository.lines import sections
from policy.repository.scripts import scripts
from policy.repository.words import Command, Word, commands

_BEFORE = frozenset({"env", "sudo", "exec", "command", "time", "nice", "if", "then", "else", "do", "!", "while", "{"})
_CARGO = frozenset({"cargo", "cargo.exe", "$CARGO", "${CARGO}", "$(CARGO)"})
_VARIABLE = re.compile(r"[A-Za-z_]\w*=")
_OPEN = ("$", "<", "{{", "`", "%", "...")
"""What stands for something that only a run or a reader knows."""


_MOVED = ("working-directory", "workingDirectory", "working_directory", "dir(")
"""What sets the folder of a step in one CI system or another."""


class CargoCommand(NamedTuple):
    """A command of cargo.

    file: where it stands; place: the exact place.
    words: what follows `cargo`.
    invocation: the same, taken apart.
    comment: the comment behind it.
    elsewhere: whether it may be run in another folder than the repository's top, or on a changed manifest.
    """

    file: RepositoryFile
    place: Place
    words: tuple[Word, ...]
    invocation: Invocation
    comment: str
    elsewhere: bool

    @property
    def is_open(self) -> bool:
        """Whether a variable or a gap to be filled in stands in it, other than in a token."""
        tokens = self.invocation.all("--token")
        return any(mark in word.text for word in self.words if word.text not in tokens for mark in _OPEN)

    def place_of(self, word: Word) -> Place:
        """Return where one of its words stands."""
        return self.place._replace(line=word.line, column=word.column)


def shell_scripts(file: RepositoryFile) -> Iterator[list[Command]]:
    """Yield the commands of each piece of shell in `file` that has to do with cargo."""
    for section in sections(file):
        for script in scripts(section):
            if any("cargo" in line.text or "CARGO" in line.text for line in script.lines):
                yield list(commands(script))


def cargo_commands(file: RepositoryFile) -> Iterator[CargoCommand]:
    """Yield every command of cargo in `file`, in its order."""
    moved = any(sign in file.text for sign in _MOVED)
    another = "repository:" in file.text and "actions/checkout" in file.text
    changed = "Cargo.toml" in file.text and ("sed " in file.text or "toml set" in file.text)
    for script in shell_scripts(file):
        elsewhere = moved or another or changed
        for command in script:
            found = _cargo_at(command)
            if found is None:
                elsewhere = elsewhere or command.words[0].text in ("cd", "pushd", "Set-Location")
                continue
            cargo, *words = command.words[found:]
            place = Place(file.path, line=cargo.line, column=cargo.column)
            invocation = parse_invocation([word.text for word in words])
            away = elsewhere or invocation.value("--manifest-path", "-C") is not None
            yield CargoCommand(file, place, tuple(words), invocation, command.comment, away)


def _cargo_at(command: Command) -> int | None:
    """Return which word is `cargo`, behind what may stand before it; None where it is another command."""
    for number, word in enumerate(command.words):
        if word.text in _CARGO or word.text.endswith("/bin/cargo"):
            return number
        if word.text not in _BEFORE and not _VARIABLE.match(word.text):
            return None
    return None
