"""Child processes of the tests: ready when they say so, dead when the parent is, and never left behind."""

import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

START_SECONDS = 20.0
STOP_SECONDS = 5.0


class StartError(Exception):
    """A server of the tests did not come up; the message carries what it printed."""


class Child:
    """One child process with its output in a file. A context manager: leaving it ends the process.

    command: program and arguments. environment: the whole environment of the child. directory: its working directory,
    where `NAME.log` is written. text: what it reads on standard input; without it standard input stays open, so that
    a child may end itself when its parent is gone. speaks: it says on standard output when it is ready; read it with
    `first_line`. Create one in a thread that lives on: the child does not outlive it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        directory: Path,
        name: str,
        text: str | None = None,
        speaks: bool = False,
    ) -> None:
        self.name = name
        self.log = directory / f"{name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                leashed(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if speaks else log,
                stderr=log,
                env=dict(environment),
                cwd=directory,
                start_new_session=True,  # Ctrl-C at the terminal reaches the tests alone, which then end the child
            )
        if text is not None and self.process.stdin is not None:
            self.process.stdin.write(text.encode())
            self.process.stdin.close()

    def first_line(self) -> str:
        """Wait for the first line on standard output and return it; StartError when the child ends or stays silent."""
        stdout = self.process.stdout
        assert stdout is not None
        ready, _, _ = select.select([stdout], [], [], START_SECONDS)
        line = stdout.readline().decode() if ready else ""
        if not line.endswith("\n"):
            self.stop()
            raise StartError(f"{self.name} did not start: {self.printed()}")
        return line.rstrip("\n")

    def wait_for_port(self, port: int) -> None:
        """Wait until the child accepts connections on 127.0.0.1:port; StartError when it ends or does not listen."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                return
        self.stop()
        raise StartError(f"{self.name} did not listen on port {port}: {self.printed()}")

    def printed(self) -> str:
        """Return the end of what the child wrote into its log."""
        return self.log.read_text(errors="replace")[-2000:]

    def pause(self) -> None:
        """Stop the process without ending it: connections to it are accepted by the kernel and never answered."""
        self.process.send_signal(signal.SIGSTOP)
        end = time.monotonic() + STOP_SECONDS
        while time.monotonic() < end and not self._stands_still():
            time.sleep(0.005)

    def _stands_still(self) -> bool:
        """Say whether every thread has stopped, which a busy machine does not do at once; True without /proc."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/stat")
        try:
            return all(thread.read_text().rpartition(")")[2].split()[0] == "T" for thread in threads)
        except FileNotFoundError:  # a thread has just ended
            return False

    def resume(self) -> None:
        """Let a paused process run on."""
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End the process, politely first, and wait for it. A second call does nothing."""
        if self.process.poll() is None:
            self.process.terminate()
            self.resume()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def leashed(command: Sequence[str]) -> list[str]:
    """Return the command so that the kernel kills it when its parent dies, where util-linux can arrange that."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--", *command] if setpriv else list(command)


def free_port() -> int:
    """Return a TCP port on 127.0.0.1 that nobody listens on, for servers that cannot choose one themselves."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def bare_environment(home: Path, **extra: str) -> dict[str, str]:
    """Return an environment with a home of its own and of the developer's only PATH, the language, and where Python
    keeps what it compiles.
    """
    names = ("PATH", "LANG", "LC_ALL", "PYTHONPYCACHEPREFIX")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "HOME": str(home), **extra}
