"""`cargo login` with the command store: a program on the terminal, with a person in front of it."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.credprovider.programs import TWO, Programs, has_ended, serve
from tests.credprovider.provider import CANARY, LOGGED_IN, NOT_FOUND, Provider, request, token
from tests.credprovider.terminal import Terminal

GIVES = 'cat "${0%/*}/session" 2>/dev/null || { echo "not logged in" >&2; exit 1; }'
ASKS = f'printf "Password: "; read answer; echo "hello $answer"; echo {CANARY}-$answer > "${{0%/*}}/session"'


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """`log-in` asks for a password on the terminal, after which `get-token` gives a token."""
    made = Programs(tmp_path / "programs")
    made.write("get-token", GIVES)
    made.write("log-in", ASKS)
    return made


@pytest.fixture
def store(provider: Provider, programs: Programs) -> Provider:
    """A provider whose logins run `log-in`, and are short of time."""
    provider.extra |= {"PATH": programs.path, "CREDPROVIDER_TIMEOUT": "2"}
    serve(provider, 'login-command = ["log-in"]')
    return provider


@pytest.fixture
def terminal(store: Provider) -> Iterator[Terminal]:
    """The provider on a terminal, with what the test has written into its settings by its first request."""
    with Terminal(store) as opened:
        yield opened


def test_the_program_asks_on_the_terminal_and_the_token_is_there(terminal: Terminal) -> None:
    # conformance 71: before it nothing is found, so that cargo goes on to the login
    terminal.send(request())
    terminal.shown("not logged in")
    terminal.send(request("login"))
    terminal.shown("Password: ")
    time.sleep(2.5)  # a person may take longer than the deadline
    terminal.press(b"abc\n")
    assert "hello abc" in terminal.shown("hello abc")
    terminal.send(request())

    assert terminal.answers() == [NOT_FOUND, LOGGED_IN, token(f"{CANARY}-abc")]


def test_a_login_that_fails_is_told(terminal: Terminal, programs: Programs) -> None:
    programs.write("log-in", "echo wrong; exit 4")
    terminal.send(request("login"))
    terminal.shown("wrong")

    (answer,) = terminal.answers()
    assert answer["Err"]["message"] == "the program `log-in`, which logs in, failed with exit status 4"


def test_a_login_after_which_there_is_no_token_is_not_taken_for_one(terminal: Terminal, programs: Programs) -> None:
    # never not-found on a login: cargo would go on to the next provider
    programs.write("log-in", "true")
    terminal.send(request("login"))

    (answer,) = terminal.answers()
    assert answer["Err"]["message"] == "there is no token after the login either"
    assert "(not logged in)" in answer["Err"]["caused-by"][0]


def test_without_a_program_for_logins_the_command_itself_may_ask(
    store: Provider, terminal: Terminal, programs: Programs
) -> None:
    programs.write("get-token", f'printf "PIN: " >&2; read pin; test "$pin" = 123 && echo {CANARY}')
    serve(store)
    terminal.send(request("login"))
    terminal.shown("PIN: ")
    terminal.press(b"123\n")

    assert terminal.answers() == [LOGGED_IN]
    assert CANARY not in terminal.shown("\n")


@pytest.mark.parametrize("login", ["", 'login-command = ["log-in"]'])
def test_a_get_lets_no_program_ask(store: Provider, programs: Programs, login: str) -> None:
    # conformance 60: the kernel stops a program that reads from the terminal, and it is ended at once
    programs.write("get-token", f"{TWO.replace('; wait', '')}; read answer < /dev/tty; echo $answer")
    store.extra["CREDPROVIDER_TIMEOUT"] = "60"
    serve(store, login)
    start = time.monotonic()
    with Terminal(store) as terminal:
        terminal.send(request())
        (answer,) = terminal.answers()

    assert time.monotonic() - start < 10
    assert answer["Err"]["kind"] == ("not-found" if login else "other")
    if not login:
        assert answer["Err"]["message"] == "the program `get-token` wants to ask something on the terminal"
    assert all(has_ended(process) for process in programs.processes())


def test_an_interrupt_ends_the_login(terminal: Terminal, programs: Programs) -> None:
    # abuse case 84
    programs.write("log-in", f"stty -echo; trap 'stty echo; exit 1' INT; echo started; {TWO}")
    terminal.send(request("login"))
    terminal.shown("started")
    started = programs.processes()
    terminal.press(b"\x03")

    assert terminal.process.wait(10) == 130
    assert has_ended(started[0])
    assert terminal.echoes()


def test_a_program_that_ignores_the_interrupt_is_ended(terminal: Terminal, programs: Programs) -> None:
    programs.write("log-in", f"trap '' INT; {TWO}")
    terminal.send(request("login"))
    started = programs.processes()
    terminal.press(b"\x03")

    assert terminal.process.wait(10) == 130
    assert has_ended(started[0])
    os.kill(started[1], signal.SIGKILL)  # its own child, which is for the program to end
