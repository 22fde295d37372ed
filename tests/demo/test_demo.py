"""The demonstration does what it says, notices when it does not, and leaves nothing behind in either case."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cargo_home import cargo_environment
from tests.conftest import need
from tests.demo.inspection import SIX_MISTAKES
from tests.demo.transcript import StepError, Transcript
from tests.servers.cargo_registry.accounts import OWNER

ROOT = Path(__file__).parents[2]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The demonstration, started with a folder for temporary files of its own."""
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.demo"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.kill()


def processes_below(folder: Path) -> list[str]:
    """Return the command lines of processes that work in a folder, or name it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            place = os.readlink(entry / "cwd")
        except OSError:
            continue
        if str(folder) in command or place.startswith(str(folder)):
            found.append(command)
    return found


def test_every_step_does_what_it_should(demo: subprocess.Popen[str], tmp_path: Path) -> None:
    said, complaints = demo.communicate(timeout=60)

    assert (demo.returncode, complaints) == (0, "")
    for line in ("$ cargo publish", "the answer is 42", "no token found for `company`", "no findings"):
        assert line in said
    for rule, place in SIX_MISTAKES:
        assert f"[{rule}]" in said
        assert f"--> {place}" in said
    assert OWNER.token not in said
    assert list(tmp_path.iterdir()) == []
    assert processes_below(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_nothing_behind(
    demo: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    assert demo.stdout is not None
    while "cargo publish" not in demo.stdout.readline():
        pass
    demo.send_signal(number)
    _, complaints = demo.communicate(timeout=20)

    assert (demo.returncode, complaints) == (130, "demo: interrupted; nothing is left behind\n")
    assert list(tmp_path.iterdir()) == []
    end = time.monotonic() + 5
    while processes_below(tmp_path) and time.monotonic() < end:  # a killed rustc needs a moment to be gone
        time.sleep(0.05)
    assert processes_below(tmp_path) == []


def test_without_cargo_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 2
    assert "there is no `cargo` on PATH" in done.stderr


def test_a_cargo_that_is_too_old_is_named(tmp_path: Path) -> None:
    old = tmp_path / "cargo"
    old.write_text("#!/bin/sh\necho 'cargo 1.65.0 (4bc8f24d3 2022-10-20)'\n")
    old.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 2
    assert "cargo 1.65.0 (4bc8f24d3 2022-10-20) is too old" in done.stderr


@pytest.mark.parametrize(
    ("command", "expect", "status", "complaint"),
    [
        (["sh", "-c", "echo yes"], ["no"], 0, "should have said: no"),
        (["sh", "-c", "echo yes; exit 3"], ["yes"], 0, "should have ended with status 0, not 3"),
        (["sh", "-c", "echo yes"], ["yes"], 1, "should have ended with status 1, not 0"),
    ],
)
def test_a_step_that_does_not_do_what_it_should_ends_the_demonstration(
    tmp_path: Path, command: list[str], expect: list[str], status: int, complaint: str
) -> None:
    transcript = Transcript(cargo_environment(tmp_path), tmp_path)

    with pytest.raises(StepError, match=complaint):
        transcript.step(*command, cwd=tmp_path, expect=expect, status=status)
