"""How a program is started: a provider as cargo does it, or under conditions that a case is about."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FLAG = "--cargo-plugin"
_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "terminal = os.open(sys.argv[1], os.O_RDWR)\n"
    "fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)\n"
    "os.close(terminal)\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)


class NoProgramError(Exception):
    """The provider's program is not there or cannot be run; the message says which and why."""


@dataclass(frozen=True)
class Start:
    """Conditions of one start.

    flags: the arguments. changes: to the environment; None removes a variable. only: the names of the variables that
    are left, None for all. before: lines of sh that run first, in the same process.
    """

    flags: Sequence[str] = (FLAG,)
    changes: Mapping[str, str | None] = field(default_factory=dict)
    only: Sequence[str] | None = None
    before: str = ""

    def command(self, program: str, terminal: str | None = None) -> list[str]:
        """Return the command line. terminal: the device that becomes the controlling terminal."""
        command = [program, *self.flags]
        if terminal is not None:
            command = [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, terminal, *command]
        return ["/bin/sh", "-c", f'{self.before}\nexec "$@"', "sh", *command] if self.before else command

    def environment(self, usual: Mapping[str, str]) -> dict[str, str]:
        """Return the whole environment. usual: the one of a start without conditions."""
        kept = {name: value for name, value in usual.items() if self.only is None or name in self.only}
        changed = {**kept, **self.changes}
        return {name: value for name, value in changed.items() if value is not None}


USUAL = Start()


def find_program(name: str) -> str:
    """Return the path of the program, found as cargo finds one given on the command line: on PATH, or by its path.

    Raises NoProgramError.
    """
    found = shutil.which(name)
    if found is not None:
        return os.path.abspath(found)
    if os.sep not in name:
        raise NoProgramError(f"no program `{name}` on PATH")
    if not os.path.exists(name):
        raise NoProgramError(f"there is no program `{name}`")
    raise NoProgramError(f"`{name}` is not a program that can be run")


def write_program(path: Path, command: list[str]) -> None:
    """Write a program that runs `command` with its own arguments behind."""
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
    path.chmod(0o755)
