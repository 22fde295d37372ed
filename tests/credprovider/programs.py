"""Programs for the tests: shell scripts in a folder of PATH, and what became of their processes."""

import os
import time
from pathlib import Path

from tests.credprovider.provider import INDEX, Provider


class Programs:
    """Programs in the folder `root`, which stands first on `path`, a value of PATH."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = f"{root}{os.pathsep}{os.environ['PATH']}"
        root.mkdir()

    def write(self, name: str, script: str) -> None:
        """Write the program `name`, a shell script."""
        (self.root / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.root / name).chmod(0o755)

    def note(self, name: str) -> str:
        """Return what a program has written into the file `name` beside it."""
        return (self.root / name).read_text()

    def processes(self, name: str = "processes") -> list[int]:
        """Wait until two numbers of processes stand in the file `name`, each on a line, and return them."""
        end = time.monotonic() + 10
        path = self.root / name
        while time.monotonic() < end:
            if path.exists() and path.read_text().count("\n") == 2:
                return [int(line) for line in path.read_text().splitlines()]
            time.sleep(0.01)
        raise AssertionError("the program did not start")


TWO = 'sleep 60 & echo $$ > "${0%/*}/new"; echo $! >> "${0%/*}/new"; mv "${0%/*}/new" "${0%/*}/processes"; wait'
"""A script that starts a second process, notes both numbers and waits."""


def serve(provider: Provider, *lines: str) -> None:
    """Write settings: the registry from what the program `get-token` prints, and more lines in its table."""
    command = () if any(line.startswith("command") for line in lines) else ('command = ["get-token"]',)
    provider.settings("\n".join([f'[registries."{INDEX}"]', 'store = "command"', *command, *lines, ""]))


def has_ended(process: int) -> bool:
    """Wait until the process has ended; False when it has not after ten seconds. A zombie has ended."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False
