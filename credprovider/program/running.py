"""A program from its start to its end, which comes in time."""

import os
import signal
import subprocess
from _thread import allocate_lock

from credprovider.errors import Other
from credprovider.private_file import cargo_home

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Protocol

    from credprovider.program.program import Program

    class Limit(Protocol):
        """What ends a program in time: a Deadline, or what has its two methods."""

        def waiting_for(self, what: str) -> None:
            """Say what happens next."""

        def on_expiry(self, act: "Callable[[], None] | None") -> None:
            """Have `act` called when the time is over, until None is given."""


_STARTING = 0.5  # s; how long those who end a program wait for one that is just being started
_LEAVING = 1.0  # s; how long a program on the terminal has to put that in order, when it is interrupted with us


class Running:
    """A running program, from `with` to its end. What leaves the block early ends the program, and so do the deadline
    and a signal that ends us: it is not left behind.

    alone: it has a process group of its own, all of which is ended. It stays in the session of the terminal, by which
    some programs know what the person has consented to, but in its background, where it cannot ask. Otherwise it is in
    our group, and with it what it starts: an interrupt on the terminal reaches them all.
    """

    def __init__(self, program: "Program", deadline: "Limit", *, alone: bool) -> None:
        self._program = program
        self._deadline = deadline
        self._alone = alone
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = allocate_lock()
        self._handled = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) == signal.SIG_DFL]

    def __enter__(self) -> "Running":
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where we were started with it ignored, no status would be told
        for number in self._handled:
            signal.signal(number, self._die)
        self._deadline.on_expiry(self.kill)
        return self

    def __exit__(self, problem: object, _error: object, _trace: object) -> None:
        if problem is not None:
            self._end()
        self._deadline.on_expiry(None)
        for number in self._handled:
            signal.signal(number, signal.SIG_DFL)
        for pipe in (self._process.stdout, self._process.stderr) if self._process else ():
            if pipe is not None:
                pipe.close()

    def start(self, stdin: int, stdout: int, stderr: int) -> "subprocess.Popen[bytes]":
        """Start the program; the streams are as subprocess takes them. Raises Other."""
        path = self._program.path()
        try:
            with self._starting:
                self._process = subprocess.Popen(
                    self._program.words,
                    executable=path,
                    stdin=stdin,
                    stdout=stdout,
                    stderr=stderr,
                    env=self._program.environment,
                    cwd=cargo_home(),
                    process_group=0 if self._alone else None,
                )
            return self._process
        except OSError as error:
            reason = error.strerror or "unknown error"
        except ValueError:
            reason = "an argument, or the registry's name, cannot be handed to a program"
        raise Other(f"the program `{self._program.name}` cannot be started", (reason,))

    def is_stopped(self) -> bool:
        """Whether the kernel has stopped the program that is alone, as it does when that reads from the terminal.

        Where the system does not tell (macOS before Python 3.13) the deadline ends such a program, later.
        """
        if self._process is None or not self._alone or not hasattr(os, "waitid"):
            return False
        return bool(os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT))

    def _end(self) -> None:
        if self._process is not None and not self._alone:
            try:
                self._process.wait(_LEAVING)
            except subprocess.TimeoutExpired:
                pass
        self.kill()

    def kill(self) -> None:
        """Kill the program, or all of its process group, if it still runs. Raises nothing and returns soon: the
        deadline calls it.
        """
        if not self._starting.acquire(True, _STARTING):
            return
        try:
            if self._process is not None and self._process.returncode is None:
                (os.killpg if self._alone else os.kill)(self._process.pid, signal.SIGKILL)
        except OSError:
            pass  # it has just ended by itself
        finally:
            self._starting.release()

    def _die(self, number: int, _frame: "FrameType | None") -> None:
        self.kill()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
