"""A cargo home that commands work on, and the commands as a person runs them."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.credprovider.provider import CANARY, INDEX, PROGRAM, Provider


class Said(NamedTuple):
    """What one command did and printed."""

    status: int
    out: str
    err: str


class Home:
    """A home with a configuration of cargo that holds a token, a comment and a registry."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.config = provider.home / "config.toml"
        self.settings = provider.home / "credprovider.toml"
        self.launcher = provider.home / "bin" / "cargo-credential-customs"
        self.original = f'# mine\n[registries.company] # one\nindex = "{INDEX}"\ntoken = "{CANARY}"\n'
        self.config.write_text(self.original)

    def run(self, *words: str) -> Said:
        """Run the program; hold what it says against what every command promises."""
        done = subprocess.run(
            [PROGRAM, *words],
            capture_output=True,
            text=True,
            env=self.provider.environment,
            cwd=self.provider.root,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stderr
        assert CANARY not in done.stdout + done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def refuses(self, *words: str) -> str:
        """Run a command that is refused; return its sentences. Nothing may have been changed."""
        before = self.files()
        said = self.run(*words)
        assert (said.status, said.out) == (1, "")
        assert said.err.startswith("error: ")
        assert self.files() == before
        return said.err

    def does(self, *words: str) -> str:
        """Run a command that succeeds, first as a dry run, which shows the same change; return its words."""
        before = self.files()
        dry = self.run(*words, "--dry-run")
        assert dry.status == 0, dry.err
        assert self.files() == before
        said = self.run(*words)
        assert (said.status, said.err) == (0, "")
        assert difference(said.out) == difference(dry.out)
        return said.out

    def files(self) -> dict[Path, tuple[int, bytes]]:
        """Return mode and content of every file in the home."""
        found = (path for path in self.provider.home.rglob("*") if path.is_file())
        return {path: (path.stat().st_mode, path.read_bytes()) for path in found}


def difference(out: str) -> list[str]:
    """Return the lines of the unified diffs in what a command printed."""
    return [line for line in out.splitlines() if line.startswith(("+", "-", " ", "@"))]
