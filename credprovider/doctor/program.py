"""The program behind a provider: what really runs when cargo starts it."""

import os
import re
import shlex
from collections.abc import Mapping
from typing import NamedTuple

NOT_FOUND, NOT_EXECUTABLE, NO_INTERPRETER = "not-found", "not-executable", "no-interpreter"
_ENOUGH = 4096  # bytes of a script
_MANAGERS = {
    "pyenv": re.compile(rb"pyenv\"? exec"),
    "asdf": re.compile(rb"asdf\"? exec"),
    "uv": re.compile(rb"\b(uvx |uv run|uv tool run)"),
    "pipx": re.compile(rb"pipx run"),
}
_SHIM_FOLDERS = {"/.pyenv/shims/": "pyenv", "/.asdf/shims/": "asdf", "/mise/shims/": "mise"}
_LONG_SHEBANG = re.compile(rb"^'''exec' (?P<command>.+) \"\$0\" \"\$@\"", re.MULTILINE)
"""How pip names the interpreter in a script of `/bin/sh`, where its path is too long for a first line or has blanks."""


class Program(NamedTuple):
    """A program on disk.

    path: the file that is started, "" where there is none. problem: "", or NOT_FOUND, NOT_EXECUTABLE, NO_INTERPRETER.
    interpreter: the program and the flags that run a script, () for a binary; for NO_INTERPRETER the one that is not
        there. manager: the version manager or runner that stands between, "" where none does. entry: the entry of PATH
        that it was found by, "" for a path.
    """

    path: str
    problem: str = ""
    interpreter: tuple[str, ...] = ()
    manager: str = ""
    entry: str = ""

    @property
    def is_python(self) -> bool:
        """Whether it is a script for Python."""
        return bool(self.interpreter) and os.path.basename(self.interpreter[0]).startswith(("python", "pypy"))

    @property
    def depends_on_folder(self) -> bool:
        """Whether another current folder would give another program: an entry of PATH that is relative, or empty."""
        return bool(self.path) and bool(self.entry or self.path) and not os.path.isabs(self.entry or self.path)


def find_program(name: str, environment: Mapping[str, str], folder: str) -> Program:
    """Return what the system starts for `name`, as `execvp` finds it, from the current folder `folder`."""
    if "/" in name:
        return _followed(os.path.join(folder, name), "", environment, folder)
    found = Program("", NOT_FOUND)
    for entry in environment.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.join(folder, entry, name)
        if name and os.path.isfile(path):
            if os.access(path, os.X_OK):
                return _followed(path, entry or ".", environment, folder)
            found = Program(path, NOT_EXECUTABLE, entry=entry or ".")
    return found


def _followed(path: str, entry: str, environment: Mapping[str, str], folder: str) -> Program:
    if not os.path.exists(path):
        return Program(path, NOT_FOUND, entry=entry)
    if not os.path.isfile(path) or not os.access(path, os.X_OK):
        return Program(path, NOT_EXECUTABLE, entry=entry)
    head = _head(path)
    interpreter = _interpreter(head)
    if interpreter and os.path.basename(interpreter[0]) == "env":
        interpreter = _through_env(interpreter, environment, folder)
    if interpreter and not os.path.isfile(os.path.join(folder, interpreter[0])):
        return Program(path, NO_INTERPRETER, interpreter, entry=entry)
    return Program(path, "", interpreter, _manager(path, head, interpreter), entry)


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_ENOUGH)
    except OSError:
        return b""  # executable and not readable, which is enough for a binary


def _interpreter(head: bytes) -> tuple[str, ...]:
    if not head.startswith(b"#!"):
        return ()
    hidden = _LONG_SHEBANG.search(head)
    line = hidden["command"] if hidden else head[2:].partition(b"\n")[0]
    text = os.fsdecode(line.strip())
    if hidden:
        return _split(text)
    program, _, argument = text.partition(" ")  # Linux hands over the rest of the line as one argument
    return (program, argument.strip()) if argument.strip() else (program,)


def _through_env(words: tuple[str, ...], environment: Mapping[str, str], folder: str) -> tuple[str, ...]:
    """Return what `env` starts: `env NAME`, or `env -S NAME ARGUMENTS`, which may set variables before."""
    rest = words[1] if len(words) > 1 else ""
    inner = list(_split(rest.removeprefix("-S"))) if rest.startswith("-S") else [rest]
    while inner and "=" in inner[0]:
        inner.pop(0)
    if not inner:
        return words
    found = find_program(inner[0], environment, folder)
    return (found.path or inner[0], *inner[1:])


def _split(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return (text,)


def _manager(path: str, head: bytes, interpreter: tuple[str, ...]) -> str:
    for part, name in _SHIM_FOLDERS.items():
        if part in path:
            return name
    if interpreter and os.path.basename(interpreter[0]) in ("uv", "uvx", "pipx"):
        return os.path.basename(interpreter[0])
    if not interpreter or os.path.basename(interpreter[0]) not in ("sh", "bash", "dash", "zsh"):
        return ""
    return next((name for name, mark in _MANAGERS.items() if mark.search(head)), "")
