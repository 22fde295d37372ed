"""The command store: what a program is told, what it may answer, and that it ends in time."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.credprovider.programs import TWO, Programs, has_ended, serve
from tests.credprovider.provider import (
    CANARY,
    INDEX,
    LOGGED_OUT,
    NOT_FOUND,
    PROGRAM,
    UNSUPPORTED,
    Provider,
    publish,
    request,
    token,
)

GET = json.dumps(request()).encode() + b"\n"


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """A folder of PATH with `get-token` in it, which prints the canary."""
    made = Programs(tmp_path / "programs")
    made.write("get-token", f"echo {CANARY}")
    return made


@pytest.fixture
def store(provider: Provider, programs: Programs) -> Provider:
    """A provider that serves one registry from what `get-token` prints."""
    provider.extra["PATH"] = programs.path
    serve(provider)
    return provider


def test_what_the_program_prints_is_the_token(store: Provider) -> None:
    # conformance 38, 23
    assert store.ask(request(), publish(), request()) == [token(CANARY)] * 3


def test_what_the_program_is_told(store: Provider, programs: Programs) -> None:
    # as cargo:token-from-stdout tells it, cargo 1.95
    programs.write(
        "get-token", 'echo "$1|$2|$CARGO_REGISTRY_INDEX_URL|${CARGO_REGISTRY_NAME_OPT-none}|$KEPT|$(cat)|$#"'
    )
    serve(store, 'command = ["get-token", "{index_url}", "a $(b) \'{index_url}/"]')
    store.extra |= {"KEPT": "kept", "CARGO_REGISTRY_NAME_OPT": "inherited"}
    arguments = f"{INDEX}|a $(b) '{INDEX}/|{INDEX}"

    assert store.one(request()) == token(f"{arguments}|alt|kept||2")
    assert store.one(request(name=None)) == token(f"{arguments}|none|kept||2")


def test_the_program_runs_in_cargos_home_and_in_a_process_group_of_its_own(store: Provider, programs: Programs) -> None:
    project = store.root / "project"
    project.mkdir()
    programs.write("get-token", 'echo "$(pwd) $$ $(ps -o pgid= -p $$)"')
    (answer,) = store.raw(GET, cwd=project).lines
    folder, process, group = answer["Ok"]["token"].split()

    assert folder == str(store.home)
    assert process == group


def test_json(store: Provider, programs: Programs) -> None:
    # conformance 45
    end = int(time.time()) + 3600
    programs.write("get-token", f"""echo '{{"a": {{"token": "abc", "end": {end}}}}}'""")
    serve(store, 'format = "json"', 'field = "a.token"', 'expires-field = "a.end"', 'header = "Bearer {token}"')

    answer = token("Bearer abc", "expires")
    answer["Ok"]["expiration"] = end
    assert store.one(request()) == answer


def test_an_operation_has_a_program_of_its_own(store: Provider, programs: Programs) -> None:
    programs.write("get-publish-token", "echo abc")
    serve(store, 'publish = { command = ["get-publish-token"] }')

    assert store.ask(request(), publish()) == [
        token(CANARY, independent=False),
        token("abc", "never", independent=False),
    ]


@pytest.mark.parametrize("path", ["", ".", ":", "bin", "bin:.:", "./bin:../project/bin"])
def test_only_absolute_folders_of_path_are_looked_into(store: Provider, path: str) -> None:
    # abuse case 91: everything else would be in the project
    project = store.root / "project"
    trap = Programs(store.root / "project-programs")
    trap.write("get-token", "echo stolen")
    project.mkdir()
    trap.root.rename(project / "bin")
    (project / "get-token").symlink_to("bin/get-token")
    store.extra["PATH"] = path
    said = store.raw(GET, cwd=project).lines[0]["Err"]

    assert said["message"] == "the program `get-token` is not there"
    assert "in the absolute folders of PATH" in said["caused-by"][0]


def test_what_is_no_program_on_path_is_passed_over(store: Provider, programs: Programs) -> None:
    for name in ("first", "second"):
        (store.root / name).mkdir()
    (store.root / "first" / "get-token").mkdir()
    (store.root / "second" / "get-token").write_text("not executable")
    store.extra["PATH"] = f"{store.root}/first:{store.root}/second:/nonexistent:{programs.path}"

    assert store.one(request()) == token(CANARY)


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (None, 0, "No such file or directory"),
        ("#!/bin/sh\necho abc", 0o644, "Permission denied"),
        ("#!/nonexistent/interpreter\n", 0o755, "No such file or directory"),
        ("\0\0", 0o755, "Exec format error"),
    ],
)
def test_a_program_that_cannot_be_started(store: Provider, content: str | None, mode: int, reason: str) -> None:
    path = store.root / "x"
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    serve(store, f'command = ["{path}"]', 'login-command = ["true"]')

    assert store.error(request()) == f"the program `{path}` cannot be started\n{reason}"


def test_a_name_that_no_program_can_be_given(store: Provider) -> None:
    assert "cannot be handed to a program" in store.error(request(name="a\0b"))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "the program `get-token` failed with exit status 3"),
        ("kill -9 $$", "the program `get-token` was ended by signal 9"),
        ("echo one >&2; echo two >&2; echo >&2; exit 1", "the program `get-token` failed with exit status 1\ntwo"),
        (
            r"printf '\033[2J\r\316\261\377%0400d' 7 >&2; exit 1",
            "the program `get-token` failed with exit status 1\n\u03b1\ufffd" + "0" * 298 + "...",
        ),
        ("yes error | head -c 9000000 >&2; exit 1", "the program `get-token` failed with exit status 1\nerror"),
        ("true", "the program `get-token` printed nothing"),
        ("echo", "the program `get-token` printed nothing"),
        ("echo a; echo b", "the program `get-token` gave no token\nit printed more than one line\n"),
        ("echo a b\x07", "the program `get-token` gave no token\nthe token contains a character that is not printable"),
        ("yes", "the program `get-token` printed more than 1024 KiB"),
        ("yes '' | head -c 3000000; exit 1", "the program `get-token` printed more than 1024 KiB"),
    ],
)
def test_a_program_without_a_token(store: Provider, programs: Programs, script: str, said: str) -> None:
    programs.write("get-token", script)

    assert store.error(request()).startswith(said)


@pytest.mark.parametrize("script", ["exit 3", "true", "echo 'log in first' >&2; exit 1"])
def test_where_a_login_can_help_cargo_can_go_on_to_it(store: Provider, programs: Programs, script: str) -> None:
    # conformance 71: cargo asks for a token before it logs in, and ends when the answer is `other`
    programs.write("get-token", script)
    serve(store, 'login-command = ["true"]')
    said = store.raw(GET)

    assert said.lines == [NOT_FOUND]
    assert said.hints.startswith("cargo-credprovider: the program `get-token` ")
    assert said.hints.endswith("; `cargo login` may help\n")
    assert ("(log in first)" in said.hints) == ("log in first" in script)


@pytest.mark.parametrize("login", ["", 'login-command = ["true"]'])
def test_a_token_that_has_ended_is_not_given_out(store: Provider, programs: Programs, login: str) -> None:
    # conformance 47
    programs.write("get-token", """echo '{"token": "abc", "end": "2020-01-01T00:00:00Z"}'""")
    serve(store, 'format = "json"', 'field = "token"', 'expires-field = "end"', login)
    said = store.raw(GET)

    assert "gave a token that has ended already" in said.hints + str(said.lines)
    assert said.lines[0]["Err"]["kind"] == ("not-found" if login else "other")


@pytest.mark.parametrize("output", [CANARY, f'{{"token": "{CANARY}", "x": 1}}'])
def test_a_program_that_shows_the_token_and_fails_does_not_make_us_show_it(
    store: Provider, programs: Programs, output: str
) -> None:
    # I3; abuse cases 65, 93. `error`, behind this, holds that no message has the token in it.
    programs.write("get-token", f"echo '{output}'; echo 'got {CANARY}, but cannot go on' >&2; exit 1")

    assert store.error(request()) == "the program `get-token` failed with exit status 1"


def test_what_a_program_says_besides_its_token_is_not_shown(store: Provider, programs: Programs) -> None:
    programs.write("get-token", f"echo warning >&2; echo {CANARY}")

    assert store.raw(GET).hints == ""


def test_at_the_deadline_the_program_and_its_children_are_ended(store: Provider, programs: Programs) -> None:
    # conformance 85
    programs.write("get-token", f"trap '' TERM INT HUP; {TWO}")
    store.extra["CREDPROVIDER_TIMEOUT"] = "1"

    assert "timed out after 1 s waiting for the program `get-token`" in store.error(request())
    assert all(has_ended(process) for process in programs.processes())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_ends_us_ends_the_program(store: Provider, programs: Programs, number: int) -> None:
    # abuse case 85
    programs.write("get-token", f"trap '' TERM INT HUP; {TWO}")
    with subprocess.Popen(
        [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=store.environment
    ) as process:
        assert process.stdin is not None
        process.stdin.write(GET)
        process.stdin.flush()
        started = programs.processes()
        process.send_signal(number)

        assert process.wait(10) == (130 if number == signal.SIGINT else -number)
    assert all(has_ended(each) for each in started)


def test_a_child_that_stays_in_the_background_is_neither_waited_for_nor_ended(
    store: Provider, programs: Programs
) -> None:
    # such as an agent that the program has started for later calls
    programs.write("get-token", 'sleep 60 & echo $! > "${0%/*}/child"; echo abc')
    start = time.monotonic()

    assert store.one(request()) == token("abc")
    assert time.monotonic() - start < 4
    os.kill(int(programs.note("child")), signal.SIGKILL)


def test_where_nobody_wants_to_hear_of_children_a_failure_is_still_seen(store: Provider, programs: Programs) -> None:
    programs.write("get-token", "echo abc; exit 3")
    store.through = ("env", "--ignore-signal=CHLD")

    assert store.error(request()) == "the program `get-token` failed with exit status 3"


def test_a_token_is_not_taken(store: Provider) -> None:
    # conformance 70
    said = store.raw(json.dumps(request("login", token="abc")).encode())

    assert said.lines == [UNSUPPORTED]
    assert "this registry's token comes from the program `get-token`" in said.hints


def test_a_login_without_a_terminal_names_what_to_run(store: Provider) -> None:
    # conformance 63; abuse case 96
    serve(store, 'login-command = ["get-token", "--login", "{index_url}"]')
    start = time.monotonic()
    answer = store.raw(json.dumps(request("login")).encode(), start_new_session=True).lines[0]["Err"]

    assert time.monotonic() - start < 2
    assert answer["message"] == "there is no terminal to log in on"
    assert answer["caused-by"] == [f"run this on one: get-token --login {INDEX}"]


def test_a_logout_runs_its_program(store: Provider, programs: Programs) -> None:
    serve(store, 'logout-command = ["log-out", "{index_url}"]')
    programs.write("log-out", 'echo "$1" > "${0%/*}/log-out-note"; echo gone')

    assert store.one(request("logout")) == LOGGED_OUT
    assert programs.note("log-out-note") == INDEX + "\n"


def test_a_logout_that_fails_is_told(store: Provider, programs: Programs) -> None:
    # abuse case 98
    serve(store, 'logout-command = ["log-out"]')
    programs.write("log-out", "echo 'no network' >&2; exit 2")

    said = store.error(request("logout"))
    assert said == "the program `log-out`, which logs out, failed with exit status 2\nno network"


def test_a_logout_without_a_program_for_it(store: Provider) -> None:
    # conformance 70
    assert store.one(request("logout")) == UNSUPPORTED
