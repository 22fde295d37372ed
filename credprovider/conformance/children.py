"""What a running provider starts: the command lines of its descendants, and whether they hold the protocol's pipes.

Read from /proc while the provider runs, a thousand times a second; a process that lives for less than that can be
missed.
"""

import os
import threading

AVAILABLE = os.path.exists("/proc/self/cmdline")
_INTERVAL = 0.001  # seconds


class Children:
    """A watch over the descendants of one process. A context manager.

    pid: the process. pipes: how its protocol's pipes are called in /proc, such as `pipe:[4711]`. commands: every
    command line seen, its words ended by NUL. holders: the command lines of descendants that held a pipe as their
    standard input or output.
    """

    def __init__(self, pid: int, pipes: frozenset[str]) -> None:
        self.commands: set[bytes] = set()
        self.holders: set[bytes] = set()
        self._pid = pid
        self._pipes = pipes
        self._own: set[int] | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Children":
        if AVAILABLE:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if AVAILABLE:
            self._thread.join()

    def said_hello(self) -> None:
        """Take the descendants of now for the provider itself: a script that starts it stands between it and us."""
        self._own = set(_descendants(self._pid)) | {self._pid}

    def _watch(self) -> None:
        while not self._ended.wait(_INTERVAL):
            for pid in _descendants(self._pid):
                command = _read(f"/proc/{pid}/cmdline")
                # Between fork and exec a child is a copy of its parent: it shows the same command line and holds
                # the same descriptors.
                new = command and self._own is not None and pid not in self._own and command not in self.commands
                self.commands.add(command)
                if new and self._holds_pipe(pid):
                    self.holders.add(command)

    def _holds_pipe(self, pid: int) -> bool:
        return any(_link(f"/proc/{pid}/fd/{number}") in self._pipes for number in (0, 1))


def group_runs(group: int) -> bool:
    """Return whether a process of the group runs; one that has ended and that nobody has waited for does not count."""
    for name in os.listdir("/proc") if AVAILABLE else ():
        if name.isdigit():
            state, _parent, pgrp, *_ = _read(f"/proc/{name}/stat").rpartition(b")")[2].split() or (b"Z", b"", b"")
            if state != b"Z" and pgrp == str(group).encode():
                return True
    return False


def _descendants(pid: int) -> list[int]:
    """Return the process and all that descend from it, parents first."""
    found = [pid]
    for parent in found:
        try:
            tasks = os.listdir(f"/proc/{parent}/task")
        except OSError:
            continue
        for task in tasks:
            found += map(int, _read(f"/proc/{parent}/task/{task}/children").split())
    return found


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""
