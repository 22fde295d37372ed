"""The floor under every program in Python."""

from collections.abc import Mapping
from pathlib import Path

from tests.bench.installation import Installation
from tests.bench.timing import Done, Program

LEAN = "python -I -S -c pass"
USUAL = "python -c pass"


def bare_python(installation: Installation, environment: Mapping[str, str], folder: Path) -> list[Program]:
    """Return the interpreter of our programs, doing nothing: as lean as it starts, and as it starts by itself."""
    return [
        Program(name, [installation.python, *name.split()[1:]], environment, folder, _silent) for name in (LEAN, USUAL)
    ]


def _silent(done: Done) -> bool:
    return done == Done(0, b"", b"")
