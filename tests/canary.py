"""The canary: a text that is part of every token of the tests, and the search for it where a token must not be.

A token may stand in cargo's own credentials.toml, in a token file that was asked to be plaintext, with the registry
that it is for, and where the test itself has put it. It may stand in no other file, on no command line, in no
environment that the test did not give, and in nothing that is shown.
"""

import base64
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

CANARY = "canary-7f3a91c2d4"

PROGRAMS = "programs"
"""The folder of a test's own programs, whose job is to hand out a token, and of what they write beside themselves."""

_TOKEN_FILE = "credprovider-tokens.json"
_REGISTRYS = ("options.json", "requests.jsonl")
_CARGOS = "credentials.toml"
_COMPILED = "__pycache__"
_PAUSE = 0.001  # seconds between two looks at the processes


def _forms() -> dict[str, bytes]:
    """Return what the canary looks like in the encodings that a careless program might have put it into."""
    plain = CANARY.encode()
    forms = {"plain": plain, "utf-16": CANARY.encode("utf-16-le"), "hex": plain.hex().encode()}
    for before in range(3):  # base64 takes three bytes at a time: the text looks different at each offset
        coded = base64.b64encode(bytes(before) + plain)
        forms[f"base64, offset {before}"] = coded[-(-before * 4 // 3) : (before + len(plain)) * 4 // 3]
    return forms


FORMS = _forms()


def shown_in(data: bytes) -> list[str]:
    """Return the encodings in which the canary stands in `data`, none in most cases."""
    return [name for name, form in FORMS.items() if form in data]


def leaks(folder: Path) -> list[str]:
    """Return every file in or below `folder` that holds a token and must not, with the encoding of it."""
    found = []
    for path in sorted(folder.rglob("*")):
        if PROGRAMS in path.relative_to(folder).parts:
            continue
        if path.is_file() and not path.is_symlink() and not _may_hold_a_token(path):
            found += [f"{path.relative_to(folder)} ({form})" for form in shown_in(path.read_bytes())]
    return found


def _may_hold_a_token(path: Path) -> bool:
    if path.name == _TOKEN_FILE:
        settings = path.with_name("credprovider.toml")
        return settings.is_file() and 'protection = "none"' in settings.read_text()
    return path.name in (*_REGISTRYS, _CARGOS) or _COMPILED in path.parts or str(path) in _OWN


_OWN: set[str] = set()
"""The files that this very process, which is the test and not the program, has opened for writing."""


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        _OWN.add(os.path.abspath(os.fsdecode(arguments[0])))
    elif event == "os.rename" and os.path.abspath(os.fsdecode(arguments[0])) in _OWN:
        _OWN.add(os.path.abspath(os.fsdecode(arguments[1])))


sys.addaudithook(_note)


class Watch:
    """Looks at the children of a process and at theirs, many times a second, while the block runs.

    process: whose children. given: the environment that the process was started with, which they may inherit. A token
    on a command line, or in a variable that was not given, is an AssertionError at the end. A child that lives for
    less than a millisecond may be missed.
    """

    def __init__(self, process: int, given: Mapping[str, str]) -> None:
        self._process = process
        self._given = {f"{name}={value}".encode(errors="surrogateescape") for name, value in given.items()}
        self._seen: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_often, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        assert not self._seen, f"a token was shown to every user of the machine: {sorted(self._seen)}"

    def _look_often(self) -> None:
        while not self._over.wait(_PAUSE):
            for child in descendants(self._process):
                self._look(child)

    def _look(self, child: int) -> None:
        arguments = _read(f"/proc/{child}/cmdline").split(b"\0")
        variables = _read(f"/proc/{child}/environ").split(b"\0")
        for text in (*arguments, *(variable for variable in variables if variable not in self._given)):
            if shown_in(text):
                self._seen.add(f"{arguments[0].decode(errors='replace')}: {text.decode(errors='replace')}")


def descendants(process: int) -> Iterator[int]:
    """Yield the ids of the processes that `process` started, and of those that these started, as long as they live."""
    try:
        threads = os.listdir(f"/proc/{process}/task")
    except OSError:
        return
    for thread in threads:
        for child in _read(f"/proc/{process}/task/{thread}/children").split():
            yield int(child)
            yield from descendants(int(child))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # it has ended
        return b""


def watched(
    command: Sequence[str], *, data: bytes, env: Mapping[str, str], timeout: float, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run `command` with `data` on its standard input and hold that no token shows on the way or in standard error.

    env: the whole environment. timeout: seconds, after which the run fails. more: for subprocess.Popen. What may
    stand on standard output is for the caller to say.
    """
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=dict(env), **{**pipes, **more}) as process, Watch(process.pid, env):
        try:
            out, errors = process.communicate(data, timeout)
        except BaseException:
            process.kill()
            raise
    assert not shown_in(errors), errors
    assert b"Traceback" not in errors, errors
    return subprocess.CompletedProcess(command, process.returncode, out, errors)
