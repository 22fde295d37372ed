"""Whether a program can be started, in the words in which cargo passes on the system's."""

import os
import subprocess
from pathlib import Path

import pytest

from policy.cargo.config import Config
from policy.cargo.program import start_error

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows looks for programs in more places")

MISSING = "No such file or directory (os error 2)"
DENIED = "Permission denied (os error 13)"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    folder, home, programs = tmp_path / "project", tmp_path / "home", tmp_path / "programs"
    for place in (folder / "tools", home / "bin", programs / "folder"):
        place.mkdir(parents=True)
    for path in (folder / "tools" / "provider", home / "bin" / "at-home", programs / "on-path"):
        path.touch(0o755)
    (programs / "no-program").touch(0o644)
    return Config(str(folder), str(home), {"PATH": f"/nowhere:{programs}"})


@pytest.mark.parametrize("program", ["on-path", "at-home", "tools/provider", "./tools/../tools/provider", "/bin/sh"])
def test_it_can_be_started(program: str, config: Config) -> None:
    assert start_error(program, config) is None


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        *(("not-there", MISSING), ("tools/nothing", MISSING), ("/nowhere/x", MISSING), ("", MISSING), ("a\0", MISSING)),
        *(("no-program", DENIED), ("folder", DENIED), ("./tools", DENIED)),
        ("tools/provider/x", "Not a directory (os error 20)"),
    ],
)
def test_it_cannot(program: str, reason: str, config: Config) -> None:
    assert start_error(program, config) == reason
    if program and "\0" not in program:
        with pytest.raises(OSError, match=reason.partition(" (os error ")[0]):
            subprocess.run([program], check=False, cwd=config.folder, env=dict(config.environment))


def test_without_path_nothing_is_known(config: Config) -> None:
    config.environment = {}

    assert start_error("not-there", config) is None
    assert start_error("tools/nothing", config) == MISSING
