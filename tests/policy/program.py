"""The program `cargo-policy` as a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.policy.tree import Tree

PROGRAM = str(Path(sys.executable).parent / "cargo-policy")


class Ran(NamedTuple):
    """What a run came to."""

    status: int
    stdout: str
    stderr: str


def run(tree: Tree, *arguments: str, seconds: float = 20.0) -> Ran:
    """Run `cargo-policy ARGUMENTS` in the tree's folder. It never ends in a traceback, and says why it fails."""
    done = subprocess.run(
        [PROGRAM, *arguments],
        cwd=tree.folder,
        env={**tree.home.environment, **tree.environment},
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.stderr, ran.stderr
    assert ran.status in (0, 1, 2), ran
    return ran
