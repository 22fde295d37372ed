"""A second process does its work or is done without; it never makes the first one wait for nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policy.second_process import SecondProcess, is_of_use
from tests.bench.workspace import generate

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a second process on Linux alone")


def test_its_result() -> None:
    second = SecondProcess(lambda: [os.getpid(), ("a", None, ["b" * 1_000_000])])

    first, rest = second.result()

    assert first != os.getpid()
    assert rest == ("a", None, ["b" * 1_000_000])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError


@pytest.mark.parametrize("work", [die, fail, object])
def test_one_that_comes_to_no_result(work: type, capfd: pytest.CaptureFixture[str]) -> None:
    assert SecondProcess(work).result() is None
    assert capfd.readouterr() == ("", "")


def test_one_that_is_not_needed_any_more() -> None:
    start = time.monotonic()

    SecondProcess(lambda: time.sleep(60)).abandon()

    assert time.monotonic() - start < 10


def test_none_on_a_single_processor() -> None:
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    code += "from policy.second_process import is_of_use; print(is_of_use())"

    assert printed(code, ROOT) == "False\n"


def test_none_beside_other_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)

    assert not is_of_use()


CHECK = """
import os, sys
from policy import second_process, sieve
sieve.is_of_use = lambda: {of_use}
if {dies}:
    second_process.marshal.dump = lambda *_: os.kill(os.getpid(), 9)
from policy.cli import main
main(["check"])
"""


def test_the_same_findings_with_one_process_and_with_two(tmp_path: Path) -> None:
    generate(tmp_path / "workspace", 400)

    alone, both, left_alone = (
        printed(CHECK.format(of_use=of_use, dies=dies), tmp_path / "workspace")
        for of_use, dies in ((False, False), (True, False), (True, True))
    )

    assert alone.endswith("\n40 errors in 40 of 402 files\n")
    assert both == alone
    assert left_alone == alone


def printed(code: str, folder: Path) -> str:
    environment = {"PYTHONPATH": str(ROOT), "CARGO_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout
