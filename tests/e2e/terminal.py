"""Commands of cargo with a person in front of a terminal."""

import os
import pty
import select
import subprocess
import time

from tests.e2e.company import Company


def on_terminal(company: Company, command: list[str], *, prompt: str, answer: str) -> tuple[int, str]:
    """Run a command on a terminal of its own and type `answer` at `prompt`; return its status and what was shown."""
    master, slave = pty.openpty()
    name = os.ttyname(slave)
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=company.cargo.environment,
        cwd=company.cargo.root,
        start_new_session=True,
        # Opening it makes it the controlling terminal.
        preexec_fn=lambda: os.close(os.open(name, os.O_RDWR)),  # noqa: PLW1509 - there are no threads here
    )
    seen = b""
    end = time.monotonic() + 30
    while prompt.encode() not in seen and process.poll() is None and time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            seen += os.read(master, 4096)
    os.write(master, answer.encode())
    status = process.wait(30)
    while select.select([master], [], [], 0.1)[0]:
        seen += os.read(master, 4096)
    os.close(master)
    os.close(slave)
    return status, seen.decode()
