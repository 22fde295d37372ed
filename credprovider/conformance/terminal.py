"""A terminal that a provider can ask on, with the kit in the place of the person."""

import os
import pty
import termios

from credprovider.conformance.case import Skipped
from credprovider.conformance.process import Process

_QUIET = 0.3  # seconds without output after which a question is taken to be complete


class Terminal:
    """A pseudo-terminal. A context manager. ends: ours and the provider's. device: the path of the latter.

    Raises Skipped where none can be made.
    """

    def __init__(self) -> None:
        try:
            self.ends = pty.openpty()
        except OSError as error:
            raise Skipped(f"no terminal can be made: {error.strerror}") from None
        self.device = os.ttyname(self.ends[1])

    def type(self, keys: bytes) -> None:
        """Do what a person does at the keyboard."""
        os.write(self.ends[0], keys)

    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self.ends[1])[3] & termios.ECHO)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        for end in self.ends:
            os.close(end)


def question(process: Process) -> str:
    """Wait until the provider has printed something on the terminal and says no more; return it.

    Returns at once with what there is when the provider has answered or ended, and after the time limit.
    """

    def over() -> bool:
        return bool(process.out) or process.popen.poll() is not None

    process.pump(lambda: bool(process.screen) or over(), process.limit)
    size = -1
    while size != len(process.screen) and not over():
        size = len(process.screen)
        process.pump(over, _QUIET)
    return process.screen.decode("utf-8", "replace")
