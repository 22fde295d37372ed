"""The entry of `cargo-policy`, which is also `cargo policy`."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def program() -> NoReturn:
    """Run the program and end the process at once, without taking apart everything that was read."""
    try:
        code = main()
    except KeyboardInterrupt:
        import signal  # only who interrupts us pays for it

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.raise_signal(signal.SIGINT)  # a shell stops a loop only where a program ends by the signal itself
    sys.stderr.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv`, or with its own arguments, and return its exit code."""
    gc.disable()  # a run is short, and what it reads it keeps
    from policy.command_line import run  # now that nobody looks for garbage among what is imported

    return run(list(sys.argv[1:] if argv is None else argv))
