"""A second process for a second processor: it shares what was read so far, works, and says what it found.

Whoever starts one can do its work as well. So there is none where a fork is not known to be harmless, and one that
ends before its time is only a loss of time.
"""

import marshal
import os
import signal
import sys
from collections.abc import Callable
from typing import Any


class SecondProcess:
    """A process that does `work`; only where `is_of_use` says so.

    work: returns what `marshal` can write: texts, numbers, lists, tuples, None.
    """

    def __init__(self, work: Callable[[], Any]) -> None:
        self._reading, writing = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(writing)
            return
        status = 1
        try:  # in the new process, which must never get any further than this
            os.close(self._reading)
            with open(writing, "wb") as file:
                marshal.dump(work(), file)
            status = 0
        finally:
            os._exit(status)

    def result(self) -> Any:
        """Wait for the end of the process and return what `work` has returned, or None where it got to no end."""
        with open(self._reading, "rb") as file:
            written = file.read()  # up to the end of the process, whatever ends it
        _, status = os.waitpid(self._pid, 0)
        return marshal.loads(written) if status == 0 else None  # noqa: S302 (our own)

    def abandon(self) -> None:
        """End the process: nobody will ask for its result."""
        os.close(self._reading)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def is_of_use() -> bool:
    """Whether there is a second processor for us, and nothing in this process that a fork would break."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1
