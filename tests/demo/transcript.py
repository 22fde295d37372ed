"""A visible transcript: each command is shown as a person would type it, with its output, and checked."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STEP_SECONDS = 50


class StepError(Exception):
    """A step of the demonstration did not do what it should; the message says which and what was missing."""


@dataclass(frozen=True)
class Transcript:
    """Runs commands and prints them. environment: the whole environment of each. root: a path printed as `~`."""

    environment: Mapping[str, str]
    root: Path

    def heading(self, text: str) -> None:
        """Print what comes next."""
        print(f"\n=== {text}\n", flush=True)

    def show(self, path: Path) -> None:
        """Print a file under its name."""
        print(f"$ cat {self._shown(str(path))}\n{self._shown(path.read_text())}", flush=True)

    def step(
        self, *command: str, cwd: Path, expect: Sequence[str], status: int = 0, stdin: str = "", source: str = ""
    ) -> str:
        """Run one command, print it with its output, and return the output.

        expect: texts that the output must have. status: the exit status that it must end with. stdin: its standard
        input, printed as coming from `source`. Raises StepError when anything is not so, or it takes too long.
        """
        typed = f"{source} | {shlex.join(command)}" if source else shlex.join(command)
        print(f"{self._shown(str(cwd))} $ {typed}", flush=True)
        output, ended = self._run(command, cwd, stdin)
        print(self._shown(output), flush=True)
        if ended != status:
            raise StepError(f"`{typed}` should have ended with status {status}, not {ended}")
        missing = [text for text in expect if text not in output]
        if missing:
            raise StepError(f"`{typed}` should have said: {' / '.join(missing)}")
        return output

    def _run(self, command: Sequence[str], cwd: Path, stdin: str) -> tuple[str, int]:
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=cwd,
            env=dict(self.environment),
            start_new_session=True,  # so that cargo ends together with everything that it has started
        ) as process:
            try:
                output, _ = process.communicate(stdin, timeout=STEP_SECONDS)
            except subprocess.TimeoutExpired:
                _end(process)
                raise StepError(f"`{shlex.join(command)}` was not done after {STEP_SECONDS} s") from None
            except BaseException:
                _end(process)
                raise
        return output, process.returncode

    def _shown(self, text: str) -> str:
        return text.replace(str(self.root), "~")


def _end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
