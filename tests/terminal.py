"""A program on a real pseudo-terminal that is its controlling terminal, and the person on the other side of it."""

import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 20.0


class Session:
    """A session with a terminal of its own in which `command` runs. A context manager: leaving it ends the session.

    environment: the whole one. piped: standard input and output are pipes, as under cargo.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, folder: Path, piped: bool = False
    ) -> None:
        self._person, self._program = pty.openpty()
        name = os.ttyname(self._program)
        end = subprocess.PIPE if piped else self._program
        self.seen = b""
        self.process = subprocess.Popen(
            command,
            stdin=end,
            stdout=end,
            stderr=self._program,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            # Opening it makes it the controlling terminal.
            preexec_fn=lambda: os.close(os.open(name, os.O_RDWR)),  # noqa: PLW1509 - there are no threads here
        )

    def shown(self, until: str) -> str:
        """Wait until the person sees `until` and return all that was seen since the beginning."""
        end = time.monotonic() + PATIENCE
        while until.encode() not in self.seen and time.monotonic() < end:
            if select.select([self._person], [], [], 0.1)[0]:
                self.seen += os.read(self._person, 4096)
        assert until.encode() in self.seen, self.seen
        return self.seen.decode()

    def press(self, keys: bytes) -> None:
        """Press keys; b"\\x03" is Ctrl-C."""
        os.write(self._person, keys)

    def echoes(self) -> bool:
        """Whether what is typed is shown, now."""
        return bool(termios.tcgetattr(self._program)[3] & termios.ECHO)

    def echoes_again(self) -> bool:
        """Wait until what is typed is shown: a program behind the one that has ended may take its time."""
        end = time.monotonic() + PATIENCE
        while not self.echoes() and time.monotonic() < end:
            time.sleep(0.01)
        return self.echoes()

    def wait(self) -> int:
        """Wait for the end of the program and return its status."""
        return self.process.wait(PATIENCE)

    def rest(self) -> str:
        """Return all that was seen since the beginning, once the program has ended."""
        while select.select([self._person], [], [], 0.1)[0]:
            self.seen += os.read(self._person, 4096)
        return self.seen.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        os.close(self._person)
        os.close(self._program)
