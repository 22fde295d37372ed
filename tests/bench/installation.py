"""The project as a user has it: installed by a current pip, not editable, in an environment of its own."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.cargo_home import CargoHome

ROOT = Path(__file__).parents[2]


class Installation(NamedTuple):
    """A virtual environment in `folder`."""

    folder: Path

    def program(self, name: str) -> str:
        """Return the path of an installed program."""
        return str(self.folder / ("Scripts" if sys.platform == "win32" else "bin") / name)

    @property
    def python(self) -> str:
        """The environment's interpreter."""
        return self.program("python")

    def launcher(self, home: CargoHome) -> str:
        """Return what `cargo credprovider setup` has cargo start in `home`, set up when it is first asked for."""
        path = home.path / "bin" / "cargo-credential-customs"
        if not path.exists():
            command = [self.program("cargo-credprovider"), "setup"]
            subprocess.run(command, env=home.environment, check=True, stdin=subprocess.DEVNULL, capture_output=True)
        return str(path)


def install(folder: Path, extras: str = "") -> Installation:
    """Make a new virtual environment in `folder` and install this tree into it; CalledProcessError when that fails.

    extras: names of extras of the project, with commas.
    """
    shutil.rmtree(folder, ignore_errors=True)
    installation = Installation(folder)
    _run(sys.executable, "-m", "venv", str(folder))
    pip = [installation.python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    _run(*pip, "--upgrade", "pip")
    _run(*pip, f"{ROOT}[{extras}]" if extras else str(ROOT))
    return installation


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
