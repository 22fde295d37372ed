"""Prompts on a real pseudo-terminal that is the provider's controlling terminal."""

import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.credprovider.provider import CANARY, HELLO, LOGGED_IN, PROGRAM, Provider, request, token
from tests.credprovider.terminal import Terminal
from tests.terminal import Session


@pytest.fixture
def terminal(provider: Provider) -> Iterator[Terminal]:
    provider.file_store()
    with Terminal(provider) as opened:
        yield opened


def test_a_token_is_asked_for_on_the_terminal_without_echo(terminal: Terminal) -> None:
    # conformance 62, 65; abuse cases 21, 96
    terminal.send(request("login", {"login-url": "https://x.example/me\x1b[2J"}))
    prompt = terminal.shown("me\\x1b[2J: ")
    assert "alt (sparse+https://registry.example/index/)" in prompt
    assert not terminal.echoes()
    terminal.press(b" cargo login " + CANARY.encode() + b"\n")
    terminal.send(request())

    assert terminal.answers() == [LOGGED_IN, token(CANARY)]
    assert terminal.echoes()
    assert CANARY not in terminal.shown("\n")


@pytest.mark.parametrize("keys", [b"\n", b"  \n", b"\x04", b"\x03", b"abc\x03"])
def test_an_empty_prompt_end_of_input_and_interrupt_store_nothing(terminal: Terminal, keys: bytes) -> None:
    # conformance 64
    terminal.send(request("login"))
    terminal.shown(": ")
    terminal.press(keys)
    terminal.send(request())

    login, get = terminal.answers()
    assert "nothing was stored" in login["Err"]["message"]
    assert get["Err"] == {"kind": "not-found"}
    assert terminal.echoes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_during_the_prompt_restores_the_echo(terminal: Terminal, number: int) -> None:
    # abuse cases 84, 85
    terminal.send(request("login"))
    terminal.shown(": ")
    terminal.process.send_signal(number)

    assert terminal.process.wait(10) == -number
    assert terminal.echoes()


def test_a_person_may_take_longer_than_the_deadline(provider: Provider) -> None:
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.2"
    provider.file_store()
    with Terminal(provider) as terminal:
        terminal.send(request("login"))
        terminal.shown(": ")
        time.sleep(0.7)
        terminal.press(b"abc\n")

        assert terminal.answers() == [LOGGED_IN]


PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.argv[1], "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(sys.argv[2].encode() + b"\\n")
child.stdin.flush()
os.write(2, f"processes {os.getpid()} {child.pid} .".encode())
child.wait()
"""


def test_a_prompt_ends_when_cargo_was_killed(provider: Provider) -> None:
    # abuse cases 84, 87: the shell has its terminal again, and what is typed is for the shell
    provider.file_store()
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    asked = json.dumps(request("login"))
    shell = ["sh", "-c", '"$@"; sleep 60', "sh", sys.executable, "-c", PARENT, PROGRAM, asked]
    with Session(shell, provider.environment, folder=provider.root) as terminal:
        started = re.search(r"processes (\d+) (\d+) \.", terminal.shown(" ."))
        assert started
        terminal.shown("index/): ")
        assert not terminal.echoes()
        os.kill(int(started[1]), signal.SIGKILL)

        assert ended(int(started[2]))
        assert terminal.echoes()


def ended(process: int) -> bool:
    """Whether the process, which is nobody's child here, ends within ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_without_a_terminal_the_way_without_one_is_named_at_once(provider: Provider) -> None:
    # conformance 63; abuse case 96
    provider.file_store()
    start = time.monotonic()
    said = provider.raw(json.dumps(request("login")).encode() + b"\n", start_new_session=True)

    assert time.monotonic() - start < 1
    assert said.lines[0]["Err"]["message"] == "there is no terminal to ask for the token"
    assert re.search("cargo login --registry alt < token-file", said.lines[0]["Err"]["caused-by"][0])


def test_a_get_never_asks(terminal: Terminal) -> None:
    # conformance 60
    terminal.send(request())

    assert terminal.answers() == [{"Err": {"kind": "not-found"}}]


def test_the_hello_does_not_wait_for_anything(terminal: Terminal) -> None:
    # conformance 2
    assert terminal.process.stdout is not None
    assert os.read(terminal.process.stdout.fileno(), 100) == HELLO
    out, _ = terminal.process.communicate(timeout=10)
    assert out == b""
