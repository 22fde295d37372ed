import os
import subprocess
import sys
import time

import pytest

from credprovider.deadline import Deadline, allowed_seconds
from credprovider.errors import Other


@pytest.fixture
def nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


@pytest.mark.parametrize(("written", "seconds"), [("5", 5), ("0.25", 0.25), ("600", 600), (".5", 0.5)])
def test_the_time_limit_from_the_environment(monkeypatch: pytest.MonkeyPatch, written: str, seconds: float) -> None:
    monkeypatch.setenv("CREDPROVIDER_TIMEOUT", written)

    assert allowed_seconds() == seconds


@pytest.mark.parametrize(
    "written", ["", "0", "0.0", "-1", "601", "5s", "1e2", "nan", "inf", "5 ", "1_0", "\u0665", "9" * 400, "."]
)
def test_a_malformed_time_limit_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("CREDPROVIDER_TIMEOUT", written)

    with pytest.raises(Other, match="CREDPROVIDER_TIMEOUT"):
        allowed_seconds()


def test_what_is_left_falls_and_never_reaches_nothing(nowhere: int) -> None:
    deadline = Deadline(30, nowhere)

    assert 29 < deadline.left() <= 30
    deadline.finish()


def test_the_clock_stands_still_while_a_person_is_asked(nowhere: int) -> None:
    deadline = Deadline(0.05, nowhere)
    deadline.suspend()
    time.sleep(0.2)
    deadline.resume()

    assert 0.02 < deadline.left() <= 0.05
    deadline.finish()


def run(code: str, pause: float = 0) -> tuple[bytes, int]:
    """Run `code` with a Deadline on its standard output; return what is written there, read after `pause`, and the
    status.
    """
    given = "import os, time\nfrom credprovider.deadline import Deadline\n"
    with subprocess.Popen([sys.executable, "-c", given + code], stdout=subprocess.PIPE) as process:
        time.sleep(pause)
        text, _ = process.communicate(timeout=10)
    return text, process.returncode


def test_on_expiry_one_line_is_written_and_the_process_ends_with_status_0() -> None:
    text, status = run("deadline = Deadline(0.05, 1); deadline.waiting_for('the end of time'); time.sleep(10)")

    assert status == 0
    assert text.count(b"\n") == 1
    assert b"timed out after 0.05 s waiting for the end of time" in text


def test_what_must_not_outlive_the_process_is_ended_before_the_refusal() -> None:
    code = "deadline = Deadline(0.05, 1); deadline.on_expiry(lambda: os.write(1, b'ended, ')); time.sleep(10)"
    text, _ = run(code)

    assert text.startswith(b"ended, {")
    assert run(code.replace("time.sleep", "deadline.on_expiry(None); time.sleep"))[0].startswith(b"{")


def test_the_main_thread_does_not_answer_after_the_deadline_has() -> None:
    # Both lines would leave cargo with an answer to its next request. A full pipe holds the first one up in between.
    code = """
os.set_blocking(1, False)
try:
    while os.write(1, b"." * 4096):
        pass
except BlockingIOError:
    os.set_blocking(1, True)
deadline = Deadline(0.02, 1)
time.sleep(0.2)
deadline.finish()
os.write(1, b"a second answer\\n")
os._exit(1)
"""
    text, status = run(code, pause=0.5)

    assert status == 0
    assert text.count(b"\n") == 1
    assert b"timed out" in text
