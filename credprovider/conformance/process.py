"""A provider as a running process: its lines one by one, every wait with an end, nothing of it left behind."""

import os
import selectors
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import IO

from credprovider.conformance.case import Failed, Hung
from credprovider.conformance.children import Children, group_runs

MOST_OUTPUT = 16 * 1024 * 1024  # bytes on standard output; an answer has a few hundred
_MOST_ERRORS = 1024 * 1024
_STEP = 0.005  # seconds between two looks at whether the process has ended


class Process:
    """A provider that runs, in a session of its own. A context manager: leaving it kills one that still runs, with its
    whole process group.

    command: program and arguments. environment: the whole of it. limit: seconds that each wait may take. terminal: our
    end and the provider's end of a terminal, which is then its standard error as under cargo; None for no terminal.
    deaf: nobody reads its standard output: it is a pipe whose other end is closed. errors, screen: what it has printed
    on standard error, or on the terminal, so far. OSError when it cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        limit: float,
        terminal: tuple[int, int] | None = None,
        deaf: bool = False,
    ) -> None:
        self.limit = limit
        self.out, self.errors, self.screen = bytearray(), bytearray(), bytearray()
        self.bytes_out = 0
        self._unsent = b""
        self._searched = 0
        unread = _unread_pipe() if deaf else -1
        self.popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if not deaf else unread,
            stderr=subprocess.PIPE if terminal is None else terminal[1],
            env=environment,
            start_new_session=True,  # no terminal but the one it is given, and a process group to kill
        )
        if deaf:
            os.close(unread)
        self._selector = selectors.DefaultSelector()
        seen = self.popen.stderr if terminal is None else terminal[0]
        for source, buffer in ((self.popen.stdout, self.out), (seen, self.errors if terminal is None else self.screen)):
            if source is None:
                continue
            os.set_blocking(source if isinstance(source, int) else source.fileno(), False)
            self._selector.register(source, selectors.EVENT_READ, buffer)
        self._input: IO[bytes] = self.popen.stdin  # type: ignore[assignment]  # a pipe, as asked for above
        os.set_blocking(self._input.fileno(), False)
        self._ended_output = False
        pipes = frozenset(f"pipe:[{os.fstat(end.fileno()).st_ino}]" for end in (self._input, self.popen.stdout) if end)
        self.children = Children(self.popen.pid, pipes)

    def send(self, data: bytes) -> None:
        """Write `data` to the provider, as fast as it reads. What a provider that has gone does not take is dropped."""
        if not self._unsent and not self._input.closed:
            self._selector.register(self._input, selectors.EVENT_WRITE)
        self._unsent += data
        self._turn(0)

    @property
    def sent(self) -> bool:
        """Whether everything was written, or nobody reads it any more."""
        return not self._unsent

    def line(self, what: str) -> bytes:
        """Return the next line with its end; without one, or empty, when the output has ended. what: it, for people.

        Raises Hung when there is none in time, Failed when there is no end of the output.
        """
        if not self.pump(self._has_line, self.limit):
            raise Hung(f"no {what} within {self.limit:g} s")
        end = self.out.find(b"\n", self._searched) + 1 or len(self.out)
        taken = bytes(self.out[:end])
        del self.out[:end]
        self._searched = 0
        return taken

    def finish(self) -> bytes:
        """Close the provider's input, wait for its end and return the output that was left. Raises Hung."""
        self.close_input()
        if not self.pump(lambda: self.popen.poll() is not None, self.limit):
            raise Hung(f"still running {self.limit:g} s after the end of its input")
        while self._turn(0):
            pass
        return bytes(self.out)

    def close_input(self) -> None:
        """Close the provider's standard input, whatever it has not read yet."""
        if not self._input.closed:
            self._stop_writing()
            self._input.close()

    def pump(self, done: Callable[[], bool], seconds: float) -> bool:
        """Read and write until `done`, and return True; False when it is not after so many seconds."""
        end = monotonic() + seconds
        while not done():
            left = end - monotonic()
            if left <= 0:
                return False
            self._turn(min(left, _STEP))
        return True

    def kill(self) -> None:
        """End the provider at once, and its process group with it. One that has ended is let be."""
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def wait_for_group(self) -> None:
        """Wait, up to the time limit, until nothing of the process group is left."""
        self.popen.wait()
        self.pump(lambda: not group_runs(self.popen.pid), self.limit)

    def __enter__(self) -> "Process":
        self.children.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.children.__exit__()
        self.kill()
        self.close_input()
        self._selector.close()
        for stream in (self.popen.stdout, self.popen.stderr):
            if stream is not None:
                stream.close()

    def _has_line(self) -> bool:
        if self.out.find(b"\n", self._searched) >= 0:
            return True
        self._searched = len(self.out)
        # A daemon that the provider has started may hold the pipe open for ever.
        return self._ended_output or (self.popen.poll() is not None and not self._turn(0))

    def _turn(self, seconds: float) -> bool:
        """Do what can be done within so many seconds; return whether anything was."""
        events = self._selector.select(seconds)
        for key, _ in events:
            if key.fileobj is self._input:
                self._write()
            else:
                self._read(key)
        return bool(events)

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._input.fileno(), self._unsent[:65536]) :]
        except BrokenPipeError:
            self._unsent = b""
        if not self._unsent:
            self._selector.unregister(self._input)

    def _stop_writing(self) -> None:
        if self._unsent:
            self._unsent = b""
            self._selector.unregister(self._input)

    def _read(self, key: selectors.SelectorKey) -> None:
        data = os.read(key.fd, 65536)
        buffer: bytearray = key.data
        if not data:
            self._selector.unregister(key.fileobj)
            self._ended_output = self._ended_output or buffer is self.out
        elif buffer is self.out:
            buffer += data
            self.bytes_out += len(data)
            if self.bytes_out > MOST_OUTPUT:
                raise Failed(f"more than {MOST_OUTPUT // 1024 // 1024} MiB on standard output")
        elif len(buffer) < _MOST_ERRORS:
            buffer += data


def _unread_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing
