"""Providers that hang, crash, flood or are not there: the kit ends in time, with a report or a sentence."""

import os
import time
from pathlib import Path

import pytest

from tests.credprovider.conformance.kit import environment, program, run_kit

HELLO = """printf '{"v":[1]}\\n'\n"""
LIMIT = ("--format", "tap", "--time-limit", "1")

PROGRAMS = {
    "hangs at once": "exec sleep 1000",
    "hangs after the hello": HELLO + "exec sleep 1000",
    "hangs after the input ended": HELLO
    + 'while read -r line; do printf \'{"Err":{"kind":"not-found"}}\\n\'; done; sleep 1000',
    "says nothing and ends": "exit 0",
    "ends with an error": "echo broken >&2; exit 3",
    "kills itself": "kill -9 $$",
    "is killed after the hello": HELLO + "kill -11 $$",
    "ends after the hello": HELLO + "exit 0",
    "closes its input": HELLO + "exec 0<&-; sleep 0.3",
    "closes its output": HELLO + "exec 1>&-; sleep 1000",
    "prints without end": "exec yes",
    "prints without end or line end": "exec tr '\\0' x < /dev/zero",
    "prints 100 MiB after the hello": HELLO + "head -c 104857600 /dev/zero",
    "prints 100 MiB of errors": HELLO + "head -c 104857600 /dev/zero >&2; exit 0",
    "nests without end": HELLO + "read -r line; head -c 1000000 /dev/zero | tr '\\0' '['; echo",
    "answers with a huge number": HELLO + "read -r line; head -c 100000 /dev/zero | tr '\\0' 9; echo",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_kit_ends_with_a_report(tmp_path: Path, name: str) -> None:
    provider = program(tmp_path, f"#!/bin/sh\n{PROGRAMS[name]}\n")
    numbers = [word for number in ("1", "2", "39") for word in ("--case", number)]
    begun = time.monotonic()
    ran = run_kit(*LIMIT, *numbers, "--", provider, environment=environment(tmp_path))

    assert ran.status == 1, ran.out + ran.errors
    assert ran.failed()
    assert time.monotonic() - begun < 60


def test_a_whole_run_of_a_provider_that_hangs_ends_after_a_few_cases(tmp_path: Path) -> None:
    provider = program(tmp_path, f"#!/bin/sh\n{PROGRAMS['hangs after the hello']}\n")
    begun = time.monotonic()
    ran = run_kit(*LIMIT, "--", provider, environment=environment(tmp_path))

    assert ran.status == 1
    assert "did not do in time what 5 cases before this one asked for" in ran.out
    assert time.monotonic() - begun < 90


def test_what_a_hanging_provider_has_started_is_killed_with_it(tmp_path: Path) -> None:
    started = tmp_path / "started"
    provider = program(tmp_path, f"#!/bin/sh\nsleep 1000 & echo $! >> {started}\nwait\n")
    run_kit(*LIMIT, "--case", "2", "--", provider, environment=environment(tmp_path))

    for pid in map(int, started.read_text().split()):
        assert not is_running(pid)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # a dead child that nobody has waited for


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no-such-program-anywhere", "no program `no-such-program-anywhere` on PATH"),
        ("./no/such/file", "there is no program `./no/such/file`"),
        ("/etc/passwd", "`/etc/passwd` is not a program that can be run"),
        ("/tmp", "`/tmp` is not a program that can be run"),
    ],
)
def test_a_program_that_is_not_there_is_named(tmp_path: Path, name: str, sentence: str) -> None:
    ran = run_kit("--", name, environment=environment(tmp_path))

    assert (ran.status, ran.out, ran.errors) == (2, "", f"error: {sentence}\n")


def test_a_program_that_the_kernel_cannot_run(tmp_path: Path) -> None:
    provider = program(tmp_path, "#!/no/such/interpreter\n")
    ran = run_kit("--", provider, environment=environment(tmp_path))

    assert (ran.status, ran.out) == (2, "")
    assert ran.errors == f"error: `{provider}` cannot be started: No such file or directory\n"


def test_a_child_that_keeps_the_output_open_is_not_waited_for(tmp_path: Path) -> None:
    text = HELLO + 'read -r line; printf \'{"Err":{"kind":"not-found"}}\\n\'; sleep 5 2>/dev/null &\nexit 0'
    provider = program(tmp_path, f"#!/bin/sh\n{text}\n")
    begun = time.monotonic()
    ran = run_kit("--format", "tap", "--case", "39", "--", provider, environment=environment(tmp_path))

    assert ran.outcomes()["39"] == "ok", ran.out
    assert time.monotonic() - begun < 60
    assert os.path.exists(provider)
