"""Start and end of the process: before the first request, around it, and under bad conditions."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.credprovider.provider import (
    CANARY,
    HELLO,
    LOGGED_IN,
    NOT_FOUND,
    PROGRAM,
    Provider,
    check_output,
    request,
    token,
)

GET = json.dumps(request()).encode() + b"\n"


@pytest.fixture
def served(provider: Provider) -> Provider:
    provider.file_store()
    return provider


def test_the_flag_may_stand_among_other_arguments(served: Provider) -> None:
    # conformance 5
    assert served.raw(GET, arguments=("--x", "--cargo-plugin", "y")).lines == [NOT_FOUND]


def test_nothing_of_ours_is_imported_before_the_hello(served: Provider) -> None:
    # A module that cannot be imported makes the program end after the hello: the hello did not wait for it.
    code = (
        "import sys, credprovider.launch as launch\n"
        "before = {name for name in sys.modules if name.startswith('credprovider')}\n"
        "sys.modules['credprovider.plugin'] = None\n"
        "print(sorted(before), file=sys.stderr)\n"
        "sys.argv = ['x', '--cargo-plugin']\n"
        "launch.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=served.environment, check=False)

    assert done.stdout == HELLO
    before, failure = done.stderr.decode().splitlines()
    assert before == "['credprovider', 'credprovider.launch']"
    assert failure == "cargo-credprovider cannot start (ModuleNotFoundError); install it anew"
    assert done.returncode == 1


def test_a_closed_standard_output_ends_the_program_quietly(served: Provider) -> None:
    # conformance 7; abuse cases 18, 86
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [PROGRAM, "--cargo-plugin"],
            input=GET,
            stdout=gone,
            stderr=subprocess.PIPE,
            env=served.environment,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == b""


@pytest.mark.parametrize("closed", [(2,), (0,), (0, 2), (1,), (0, 1, 2)])
def test_closed_descriptors(served: Provider, closed: tuple[int, ...]) -> None:
    # I6; abuse case 19: what we open must not get the number 2 and receive our hints
    served.ask(request("login", token=CANARY))
    shell = f"exec {' '.join(f'{number}>&-' for number in closed)}; exec {PROGRAM} --cargo-plugin"
    done = subprocess.run(["sh", "-c", shell], input=GET, capture_output=True, env=served.environment, check=False)

    expected = b"" if 1 in closed else HELLO
    if not {0, 1} & set(closed):
        expected += json.dumps(token(CANARY), separators=(",", ":")).encode() + b"\n"
    assert done.stdout == expected
    assert done.stderr == b""


def test_a_library_that_prints_does_not_reach_the_protocol(served: Provider, tmp_path: Path) -> None:
    # conformance 81; abuse case 20
    (tmp_path / "sitecustomize.py").write_text(
        "import os, credprovider.router as router\n"
        "real = router.find_route\n"
        "def noisy(*x):\n"
        "    print('noise'); os.write(1, b'noise'); os.system('echo noise; cat')\n"
        "    return real(*x)\n"
        "router.find_route = noisy\n"
    )
    served.extra["PYTHONPATH"] = str(tmp_path)

    assert served.ask(request(), request()) == [NOT_FOUND, NOT_FOUND]


def test_a_hostile_working_directory_is_not_imported_from(served: Provider, tmp_path: Path) -> None:
    # abuse case 90
    project = tmp_path / "project"
    project.mkdir()
    for name in ("json", "os", "credprovider", "_ssl", "time", "tomli", "fcntl", "signal"):
        (project / f"{name}.py").write_text("import sys; sys.exit(99)")

    assert served.raw(GET, cwd=project).lines == [NOT_FOUND]


def test_a_working_directory_that_is_gone(served: Provider, tmp_path: Path) -> None:
    # I6; abuse case 89
    gone = tmp_path / "gone"
    gone.mkdir()
    shell = f"rmdir {gone}; exec {PROGRAM} --cargo-plugin"
    done = subprocess.run(
        ["sh", "-c", shell], input=GET, capture_output=True, cwd=gone, env=served.environment, check=False
    )

    check_output(done.stdout)
    assert json.loads(done.stdout.splitlines()[1]) == NOT_FOUND


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"HOME": "/nonexistent"},
        {"HOME": ""},
        {"LANG": "xx_YY.UTF-8", "X": "\udcff"},
    ],
)
def test_odd_environments(served: Provider, environment: dict[str, str]) -> None:
    # I6; conformance 86; abuse cases 83, 92
    served.extra |= environment

    assert served.ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]


def test_an_environment_with_cargos_home_alone(served: Provider) -> None:
    assert served.raw(GET, env={"CARGO_HOME": str(served.home)}).lines == [NOT_FOUND]


def test_without_any_home_the_users_own_is_used(provider: Provider) -> None:
    # abuse case 83: whatever lies there, the answer is one proper line
    assert len(provider.raw(json.dumps(request(url="sparse+http://x.example/")).encode(), env={}).lines) == 1


def test_a_request_for_which_there_is_no_memory_is_refused_alone(served: Provider) -> None:
    # abuse case 88
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (64 * 1024 * 1024, 64 * 1024 * 1024))

    line = b'{"a":"' + b"x" * 900_000 + b'"}\n'
    said = served.raw(line * 3 + GET, preexec_fn=limit)

    assert len(said.lines) == 4


def limited(served: Provider, limits: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", f"ulimit {limits}; exec {PROGRAM} --cargo-plugin"],
        input=GET * 2,
        capture_output=True,
        env=served.environment,
        check=False,
    )


def test_little_memory_is_a_clean_failure(served: Provider) -> None:
    # abuse case 88: as soon as the interpreter itself starts, requests are answered
    started: list[int] = []
    for mebibytes in range(14, 40, 2):
        done = limited(served, f"-v {mebibytes * 1024}")
        if not done.stdout.startswith(HELLO):
            assert not started
            continue
        started.append(mebibytes)
        check_output(done.stdout)
        assert b"Traceback" not in done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()[1:]]
        assert all(answer == NOT_FOUND or answer["Err"]["kind"] == "other" for answer in answers)
        assert len(answers) == 2 or done.returncode == 1

    assert len(started) > 3
    assert answers == [NOT_FOUND, NOT_FOUND]


def test_without_a_thread_for_the_time_limit_nothing_is_begun(served: Provider, tmp_path: Path) -> None:
    # abuse case 88
    (tmp_path / "sitecustomize.py").write_text(
        "import _thread\n"
        'def start(*_): raise RuntimeError("can\'t start new thread")\n'
        "_thread.start_new_thread = start\n"
    )
    served.extra["PYTHONPATH"] = str(tmp_path)

    assert "the system starts no thread that would keep the time limit" in served.error(request())


@pytest.mark.parametrize("descriptors", range(6, 12))
def test_few_descriptors_are_a_clean_failure(served: Provider, descriptors: int) -> None:
    # abuse case 88
    done = limited(served, f"-n {descriptors}")

    check_output(done.stdout)
    assert done.stderr == b""
    for line in done.stdout.splitlines()[1:]:
        assert b"Too many open files" in line or json.loads(line) == NOT_FOUND or b"failed unexpectedly" in line
    assert done.stdout.count(b"\n") == 3


def test_an_interrupt_ends_the_program_quietly(served: Provider) -> None:
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=served.environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == HELLO
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130
        assert process.stderr.read() == b""


def test_a_crash_leaves_no_core_with_the_token(served: Provider) -> None:
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=served.environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(GET)
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.readline()
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        process.stdin.close()

    assert re.search(r"Max core file size +0 +0 ", limits)


def test_waiting_costs_no_cpu(served: Provider) -> None:
    # abuse case 17
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=served.environment
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdin.write(GET)
        process.stdin.flush()
        assert process.stdout.readline() == HELLO
        assert json.loads(process.stdout.readline()) == NOT_FOUND
        before = ticks(process.pid)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        assert ticks(process.pid) - before <= 5
        process.stdin.close()


def ticks(process: int) -> int:
    """Return the processor time that the process has used, in hundredths of a second."""
    user, system = Path(f"/proc/{process}/stat").read_text().split()[13:15]
    return int(user) + int(system)
