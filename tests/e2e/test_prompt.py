"""`cargo login` at a terminal: the token is typed into our prompt while cargo waits."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canary import descendants, shown_in
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER
from tests.terminal import Session

LOGIN = ["cargo", "login", "--registry", "company"]


@pytest.fixture
def terminal(file_store: Company) -> Iterator[Session]:
    """A shell's terminal in which `cargo login` has just asked for the token."""
    shell = ["sh", "-c", '"$@"; echo "the status is $?"; exec sleep 60', "sh", *LOGIN]
    with Session(shell, file_store.cargo.environment, folder=file_store.cargo.root) as opened:
        asked = opened.shown("/me: ")
        assert f"Token for company ({file_store.registry.index_url}), made at {file_store.registry.base}/me: " in asked
        assert not opened.echoes()
        yield opened


def tokens(company: Company) -> dict[str, str]:
    """Return what is stored."""
    path = company.cargo.path / "credprovider-tokens.json"
    stored: dict[str, str] = json.loads(path.read_text())["tokens"] if path.exists() else {}
    return stored


def test_a_typed_token_is_stored_and_not_shown(terminal: Session, file_store: Company) -> None:
    # conformance 62; abuse case 96
    terminal.press(OWNER.token.encode() + b"\n")
    seen = terminal.shown("the status is 0")

    assert not shown_in(seen.encode())
    assert terminal.echoes()
    assert tokens(file_store) == {file_store.registry.index_url: OWNER.token}
    assert file_store.cargo.run("search", "--registry", "company", "x").status == 0


@pytest.mark.parametrize("keys", [b"\n", b"\x04", b"   \n"], ids=["empty", "ctrl-d", "blanks"])
def test_nothing_typed_is_an_error_of_cargo(terminal: Session, file_store: Company, keys: bytes) -> None:
    # conformance 64
    terminal.press(keys)
    seen = terminal.shown("the status is 101")

    assert "no token was typed; nothing was stored" in seen
    assert terminal.echoes()
    assert tokens(file_store) == {}


@pytest.mark.parametrize("typed", [b"", b"half-a-tok"])
def test_an_interrupt_ends_cargo_and_the_provider(terminal: Session, file_store: Company, typed: bytes) -> None:
    # conformance 64; abuse case 84: the kernel tells the whole foreground group, cargo and the provider
    terminal.press(typed)
    running = list(descendants(terminal.process.pid))
    assert [child for child in running if "cargo-credprovider" in command(child)]
    terminal.press(b"\x03")

    assert wait_for_the_end(running)
    assert terminal.echoes()
    assert tokens(file_store) == {}
    assert list((file_store.cargo.path).glob("credprovider-tokens*")) == []


def test_a_killed_cargo_leaves_no_prompt_behind(file_store: Company) -> None:
    # abuse case 87
    file_store.cargo.extra["CREDPROVIDER_TIMEOUT"] = "0.5"
    shell = ["sh", "-c", '"$@"; echo "the status is $?"; exec sleep 60', "sh", *LOGIN]
    with Session(shell, file_store.cargo.environment, folder=file_store.cargo.root) as terminal:
        terminal.shown("/me: ")
        running = list(descendants(terminal.process.pid))
        (cargo,) = [child for child in running if re.search(r"cargo.login", command(child))]
        os.kill(cargo, signal.SIGKILL)

        terminal.shown("the status is 137")
        assert wait_for_the_end(running)
        assert terminal.echoes()


def command(process: int) -> str:
    """Return the process's command line, empty when it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def wait_for_the_end(processes: list[int]) -> bool:
    """Whether all of the processes end within ten seconds; one that nobody has waited for has no command line."""
    end = time.monotonic() + 10
    while any(command(process) for process in processes):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
