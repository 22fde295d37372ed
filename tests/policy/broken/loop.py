"""Runs of the linter with bounds: of the program, once, and of its main function, many times in one process."""

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from policy.cli import main
from tests.policy.program import PROGRAM
from tests.policy.tree import Tree

ROOT = Path(__file__).parents[3]
MEMORY = 1024 * 1024 * 1024  # bytes of address space: many times what the largest of these files needs
SECONDS = 30
SECONDS_OF_MANY = 120
COMMANDS = (["check"], ["predict", "--", "publish"], ["predict", "--", "check"])


class Outcome(NamedTuple):
    """What a process came to."""

    status: int
    stdout: str
    stderr: str


def once(tree: Tree, *arguments: str) -> Outcome:
    """Run `cargo-policy ARGUMENTS` in the tree's folder, within the bounds."""
    return _run(tree, [PROGRAM, *arguments], SECONDS)


def many(tree: Tree, path: Path, contents: Sequence[bytes]) -> Outcome:
    """Run every command of COMMANDS on each of the contents of a file, in one process within the bounds.

    Its status is 0 where every run ended with an exit code of the program.
    """
    given = tree.home.root / "contents.json"
    given.write_text(json.dumps([content.hex() for content in contents]))
    return _run(tree, [sys.executable, "-m", "tests.policy.broken.loop", str(path), str(given)], SECONDS_OF_MANY)


def _run(tree: Tree, command: Sequence[str], seconds: float) -> Outcome:
    done = subprocess.run(
        command,
        cwd=tree.folder,
        env={**tree.home.environment, **tree.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=seconds,
        preexec_fn=_bounds,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def _bounds() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _loop(path: Path, given: Path) -> None:
    for content in json.loads(given.read_text()):
        path.write_bytes(bytes.fromhex(content))
        for arguments in COMMANDS:
            status = main(arguments)
            if status not in (0, 1, 2):
                sys.exit(f"exit {status} for {arguments} and {bytes.fromhex(content)!r}")


if __name__ == "__main__":
    _loop(Path(sys.argv[1]), Path(sys.argv[2]))
