"""The program with a terminal: its standard input and output on pipes as under cargo, the person on the other side of
a pseudo-terminal.
"""

import contextlib
import json
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Iterator
from typing import Any

from tests.credprovider.provider import PROGRAM, Provider, check_output


class Terminal:
    """A running program whose controlling terminal is a pty. words: its command line."""

    def __init__(self, provider: Provider, *words: str) -> None:
        self.master, self.slave = pty.openpty()
        self.provider = provider
        name = os.ttyname(self.slave)
        self.process = subprocess.Popen(
            [*provider.through, PROGRAM, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.slave,
            env=provider.environment,
            cwd=provider.root,
            start_new_session=True,
            # Opening it makes it the controlling terminal.
            preexec_fn=lambda: os.close(os.open(name, os.O_RDWR)),  # noqa: PLW1509 - there are no threads here
        )

    def send(self, asked: dict[str, object]) -> None:
        """Send a request as cargo does."""
        assert self.process.stdin is not None
        self.process.stdin.write(self.provider.line(asked))
        self.process.stdin.flush()

    def shown(self, until: str) -> str:
        """Read what the person sees until `until` appears."""
        seen = b""
        end = time.monotonic() + 10
        while until.encode() not in seen and time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                seen += os.read(self.master, 4096)
        assert until.encode() in seen, seen
        return seen.decode()

    def type(self, keys: bytes) -> None:
        """Press these keys."""
        os.write(self.master, keys)

    def reply(self, question: str, keys: str) -> str:
        """Wait for the question, type a line and return what was seen before it."""
        seen = self.shown(question)
        self.type(keys.encode() + b"\n")
        return seen

    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def answers(self) -> list[Any]:
        """Close standard input and return the plug-in's answers."""
        out, _ = self.process.communicate(timeout=10)
        check_output(out)
        return [json.loads(line) for line in out.splitlines()[1:]]

    def printed(self) -> tuple[int, str]:
        """Wait for a command to end; return its status and its standard output."""
        out, _ = self.process.communicate(timeout=10)
        return self.process.returncode, out.decode()

    def close(self) -> None:
        """End the program, if it has not ended, and the terminal."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        os.close(self.master)
        os.close(self.slave)


@contextlib.contextmanager
def on_terminal(provider: Provider, *words: str) -> Iterator[Terminal]:
    """Run the program until the block ends: a command, or without words what cargo runs."""
    opened = Terminal(provider, *(words or ("--cargo-plugin",)))
    try:
        yield opened
    finally:
        opened.close()
