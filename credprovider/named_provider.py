"""A credential provider as cargo's configuration names it: a program and its arguments."""

import re
from typing import Any, NamedTuple

from credprovider.launcher import LAUNCHER

CONSOLE_SCRIPT = "cargo-credprovider"
_OURS = (CONSOLE_SCRIPT, LAUNCHER)


class NamedProvider(NamedTuple):
    """program: a path, a name on PATH, or one of cargo's own such as `cargo:token`. arguments: what follows it."""

    program: str
    arguments: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        """Whether this is cargo-credprovider, by whichever path."""
        return re.split(r"[/\\]", self.program)[-1].removesuffix(".exe") in _OURS

    @property
    def words(self) -> list[str]:
        """The program and its arguments, as cargo takes them in an array."""
        return [self.program, *self.arguments]

    def __str__(self) -> str:
        return " ".join(self.words)


def named_provider(value: Any) -> NamedProvider | None:
    """Return what a value of cargo's configuration names: cargo splits a string at blanks. None for anything else."""
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        return None
    return NamedProvider(words[0], tuple(words[1:]))
