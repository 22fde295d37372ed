"""Real cargo in a home of its own: nothing of the developer's settings, credentials or caches gets in or out."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.canary import shown_in, watched
from tests.servers.processes import bare_environment

TIMEOUT = 120.0


@dataclass(frozen=True)
class Run:
    """What one command did. `said` is what a person at the terminal would have seen."""

    command: str
    status: int
    stdout: str
    stderr: str

    @property
    def said(self) -> str:
        """Standard error, then standard output."""
        return self.stderr + self.stdout


@dataclass
class CargoHome:
    """A private $CARGO_HOME in `root`, and cargo started with it and without any inherited cargo setting.

    extra: further variables for every command, such as the Secret Service's bus. through: the words of a program that
    starts every command.
    """

    root: Path
    extra: dict[str, str] = field(default_factory=dict)
    through: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    @property
    def path(self) -> Path:
        """The folder that CARGO_HOME names."""
        return self.root / "cargo-home"

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a command: PATH begins with this Python's programs."""
        return cargo_environment(self.root, **self.extra)

    def config(self, text: str) -> None:
        """Write cargo's config.toml."""
        (self.path / "config.toml").write_text(text)

    def provider_settings(self, text: str) -> None:
        """Write the provider's credprovider.toml."""
        (self.path / "credprovider.toml").write_text(text)

    def run(
        self, *arguments: str, cwd: Path | None = None, text: str = "", extra: Mapping[str, str] | None = None
    ) -> Run:
        """Run `cargo ARGUMENTS` with `text` on standard input; cwd: the root by default."""
        return self.program("cargo", *arguments, cwd=cwd, text=text, extra=extra)

    def program(
        self,
        program: str,
        *arguments: str,
        cwd: Path | None = None,
        text: str = "",
        extra: Mapping[str, str] | None = None,
    ) -> Run:
        """Run any program in this environment; a command without an end is an error after two minutes, and one that
        shows a token too.
        """
        done = watched(
            [*self.through, program, *arguments],
            data=text.encode(),
            cwd=cwd or self.root,
            env={**self.environment, **(extra or {})},
            timeout=TIMEOUT,
            start_new_session=True,  # no terminal: a prompt fails instead of waiting for somebody
        )
        assert not shown_in(done.stdout), done.stdout
        return Run(" ".join([program, *arguments]), done.returncode, done.stdout.decode(), done.stderr.decode())


def cargo_environment(root: Path, **extra: str) -> dict[str, str]:
    """Return an environment with HOME and CARGO_HOME in `root`, in which rustup still finds its toolchains."""
    home, temporary = root / "home", root / "tmp"
    home.mkdir(exist_ok=True)
    temporary.mkdir(exist_ok=True)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    rustup = os.environ.get("RUSTUP_HOME") or str(Path.home() / ".rustup")
    toolchain = {"RUSTUP_TOOLCHAIN": os.environ["RUSTUP_TOOLCHAIN"]} if "RUSTUP_TOOLCHAIN" in os.environ else {}
    folders = {"CARGO_HOME": str(root / "cargo-home"), "RUSTUP_HOME": rustup, "TMPDIR": str(temporary)}
    return bare_environment(home, **{**folders, "PATH": programs, **toolchain, **extra})
