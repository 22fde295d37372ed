"""One deadline around everything that can hang.

cargo has no time limit of its own and usually holds the lock of its package cache while it waits, and a stopped
keyring daemon or a silent server would hold it for ever. SIGALRM does not interrupt a name look-up, so a second
thread keeps the time; starting one costs 0.06 ms.
"""

import _thread  # `threading` costs 2 ms to import
import os
from time import monotonic

from credprovider.errors import Other
from credprovider.protocol import error_answer

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_SECONDS = 5.0
_VARIABLE = "CREDPROVIDER_TIMEOUT"
_LONGEST = 600.0
_SIGHUP = 1  # the number on every Unix; `signal` costs 3 ms to import


def allowed_seconds() -> float:
    """Return how long one request may take: CREDPROVIDER_TIMEOUT in seconds, 5 when it is not set.

    Raises Other when the variable holds anything but a plain number above 0 and up to 600.
    """
    written = os.environ.get(_VARIABLE)
    if written is None:
        return DEFAULT_SECONDS
    whole, _, fraction = written.partition(".")
    digits = whole + fraction
    seconds = float(written) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0.0
    if not 0 < seconds <= _LONGEST:
        raise Other(f"{_VARIABLE} must be a number of seconds, above 0 and up to {_LONGEST:.0f}, such as 5 or 0.5")
    return seconds


class Deadline:
    """The time that one request has, and the right to answer it: whoever claims that first writes the only answer line.

    seconds: from now on. out: the file descriptor of the protocol, or standard error. On expiry `said` makes the last
    words of the refusal that names what was being waited for, and the process ends with `status`. Raises Other when
    the system has no thread for it: without a limit nothing is begun.
    """

    def __init__(
        self, seconds: float, out: int, said: "Callable[[Other], bytes]" = error_answer, status: int = 0
    ) -> None:
        self._seconds = seconds
        self._out = out
        self._said = said
        self._status = status
        self._ends = monotonic() + seconds
        self._waiting_for = "the request's settings"
        self._suspended = False
        self._last_act: Callable[[], None] | None = None
        self._answered = _thread.allocate_lock()
        self._finished = _thread.allocate_lock()
        self._finished.acquire()
        try:
            _thread.start_new_thread(self._watch, ())
        except RuntimeError:
            advice = "the limits on memory or on processes are very low here (ulimit -v, ulimit -u)"
            raise Other("the system starts no thread that would keep the time limit", (advice,)) from None

    def waiting_for(self, what: str) -> None:
        """Say what happens next, for the sentence on expiry: `the Secret Service`, `Vault at https://...`. Safe to
        print.
        """
        self._waiting_for = what

    def left(self) -> float:
        """Return the seconds that are left, never less than a millisecond, so that it can serve as a socket's
        timeout.
        """
        return max(self._ends - monotonic(), 0.001)

    def suspend(self) -> None:
        """Stop the clock while a person is asked something. The question ends when nobody waits for the answer any
        more.
        """
        self._suspended = True

    def resume(self) -> None:
        """Start the clock anew, with the full time."""
        self._ends = monotonic() + self._seconds
        self._suspended = False

    def on_expiry(self, act: "Callable[[], None] | None") -> None:
        """Have `act` called on expiry, in the watching thread, before the refusal is written: it ends what must not
        outlive this process, soon and without raising. None: there is nothing like that any more.
        """
        self._last_act = act

    def finish(self) -> None:
        """Claim the right to answer and end the watch. Does not return when the deadline has just claimed it: the
        process ends.
        """
        self._answered.acquire()
        self._finished.release()

    def _watch(self) -> None:
        while not self._finished.acquire(True, self.left()):
            if self._suspended:
                self._ends = monotonic() + self._seconds
                if _nobody_reads(self._out):  # cargo was killed; its terminal belongs to the shell again
                    os.kill(os.getpid(), _SIGHUP)
            elif monotonic() >= self._ends:
                self._expire()

    def _expire(self) -> None:
        if not self._answered.acquire(False):
            return
        seconds = f"{self._seconds:g} s"
        advice = f"the time limit can be set with {_VARIABLE}=SECONDS"
        try:
            if self._last_act is not None:
                self._last_act()
            os.write(
                self._out, self._said(Other(f"timed out after {seconds} waiting for {self._waiting_for}", (advice,)))
            )
        finally:
            os._exit(self._status)


def _nobody_reads(descriptor: int) -> bool:
    """Whether the other end of this pipe is closed."""
    from select import poll

    end = poll()
    end.register(descriptor, 0)
    return bool(end.poll(0))
