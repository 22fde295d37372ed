"""The kit as a person runs it: the command, and what it reports."""

import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.credprovider.provider import PROGRAM
from tests.servers.processes import bare_environment

SCRIPTABLE = Path(__file__).with_name("scriptable.py")
LIMIT = 300.0


@dataclass(frozen=True)
class Ran:
    """What one run of the kit was."""

    status: int
    out: str
    errors: str

    def outcomes(self) -> dict[str, str]:
        """Return `ok`, `not ok` or `skip` by case, of a report as TAP."""
        found = {}
        for line in self.out.splitlines():
            if line.startswith(("ok ", "not ok ")):
                head, _, rest = line.partition(" - ")
                found[rest.split(" ", 1)[0]] = "skip" if " # SKIP " in rest else head.rpartition(" ")[0]
        return found

    def failed(self) -> set[str]:
        """Return the numbers of the cases that failed."""
        return {number for number, outcome in self.outcomes().items() if outcome == "not ok"}

    def skipped(self) -> set[str]:
        """Return the numbers of the cases that did not apply."""
        return {number for number, outcome in self.outcomes().items() if outcome == "skip"}


def run_kit(*words: str, environment: Mapping[str, str]) -> Ran:
    """Run `cargo-credprovider conformance WORDS` and return what came."""
    done = subprocess.run(
        [PROGRAM, "conformance", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=dict(environment),
        timeout=LIMIT,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def program(folder: Path, text: str, name: str = "provider") -> str:
    """Write a program and return its path. text: with its `#!` line."""
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def scriptable(folder: Path, source: str | None = None) -> str:
    """Write the scriptable provider as a program that keeps its tokens in `folder`. source: of a mutant."""
    code = folder / "scriptable.py"
    code.write_text(SCRIPTABLE.read_text() if source is None else source)
    command = shlex.join([sys.executable, "-I", "-S", str(code), str(folder)])
    return program(folder, f'#!/bin/sh\nexec {command} "$@"\n')


def environment(home: Path, **extra: str) -> dict[str, str]:
    """Return an environment for the kit, with cargo, and with a home of its own."""
    from tests.cargo_home import cargo_environment

    return {**bare_environment(home), **cargo_environment(home), **extra}
