"""The two ways in which random lines reach the provider: through the real program, and straight into its loop."""

import contextlib
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from credprovider.errors import Other
from credprovider.plugin import _answer
from tests.credprovider.fuzz.lines import OTHER
from tests.credprovider.fuzz.model import Model
from tests.credprovider.provider import HELLO, INDEX, PROGRAM, Provider

LONGEST = 60.0  # seconds for a whole process


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[tuple[Provider, int]]:
    """Yield a provider that serves two registries, and the descriptor on which its deadline answers where the plug-in
    loop runs in this very process: nobody at the terminal is asked for anything there, and hints go nowhere.
    """
    provider = Provider(folder)
    provider.file_store(INDEX, OTHER)
    with (
        mock.patch.dict(os.environ, {"CARGO_HOME": str(provider.home)}),
        mock.patch("credprovider.tty.prompt_secret", side_effect=Other("there is nobody to ask")),
        mock.patch("credprovider.hints.hint", _unheard),
        open(os.devnull, "wb") as nowhere,
    ):
        yield provider, nowhere.fileno()


def _unheard(_text: str) -> None:
    pass


def through_the_program(provider: Provider, lines: list[bytes], random: Random, model: Model) -> None:
    """Send all lines to one process, in pieces of any size, and hold every answer against the model."""
    data = b"".join(line + b"\n" for line in lines)
    if random.random() < 0.5 and lines and lines[-1]:
        data = data[:-1]  # the end of input may be the end of the last line
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=provider.environment,
        cwd=provider.root,
        start_new_session=True,  # no terminal: a login without a token is refused
    ) as process:
        out, errors = _converse(process, data, random)
    assert process.returncode == 0
    assert out.startswith(HELLO)
    assert out.endswith(b"\n")
    assert b"Traceback" not in errors
    assert errors.decode().replace("\n", "").isprintable()
    answers = out.splitlines()[1:]
    assert len(answers) == len(lines)
    for line, answer in zip(lines, answers, strict=True):
        model.check(line, json.loads(answer))


def _converse(process: "subprocess.Popen[bytes]", data: bytes, random: Random) -> tuple[bytes, bytes]:
    """Write `data` in pieces while both outputs are read, and return these."""
    assert process.stdin is not None
    end = os.dup(process.stdin.fileno())
    sizes = [random.choice((1, 7, 100, 4096, 65536, 10**6)) for _ in range(200)]

    def write() -> None:
        place = 0
        try:
            for size in (*sizes, *[len(data)] * 1000):  # a pipe may take less than it is given
                if place < len(data):
                    place += os.write(end, data[place : place + size])
        except OSError:
            pass  # it has gone, which its status tells
        os.close(end)

    writer = threading.Thread(target=write)
    writer.start()
    said = process.communicate(timeout=LONGEST)
    writer.join()
    return said


def straight(lines: list[bytes], out: int, model: Model) -> None:
    """Have the plug-in loop of this very process answer the lines."""
    for line in lines:
        answer = _answer(line, out)
        assert answer.endswith(b"\n")
        assert answer.count(b"\n") == 1
        parsed: Any = json.loads(answer)
        model.check(line, parsed)
