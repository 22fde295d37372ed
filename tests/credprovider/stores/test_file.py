"""The embedded store: its contract, its file, and what may not go wrong with it."""

import fcntl
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, NOT_FOUND, PROGRAM, Provider, request, token
from tests.credprovider.stores.contract import OTHER, HangingContract, StoreContract


@pytest.fixture
def store(provider: Provider) -> Provider:
    """A provider that serves every registry from the file store, by arguments."""
    provider.settings('[file]\nprotection = "none"\n')
    provider.arguments = ("--store", "file")
    return provider


@pytest.fixture
def hanging(provider: Provider) -> Callable[[], AbstractContextManager[None]]:
    """What holds the lock of the token file for a while."""

    @contextmanager
    def held() -> Iterator[None]:
        with (provider.home / "credprovider-tokens.json.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    return held


class TestContract(StoreContract, HangingContract):
    """Without encryption the contract is kept. Readers do not wait for the lock."""

    WAITING = ("login", "logout")


@pytest.fixture
def tokens(provider: Provider) -> Path:
    """The token file, with one token in it, of a provider that serves two registries."""
    provider.file_store(INDEX, OTHER)
    assert provider.one(request("login", token="kept")) == LOGGED_IN
    return provider.home / "credprovider-tokens.json"


def test_the_file_is_private_from_its_first_moment(provider: Provider) -> None:
    # conformance 86; abuse case 81
    provider.file_store()
    for umask in (0o000, 0o077, 0o777):
        assert provider.raw(json.dumps(request("login", token="abc")).encode(), umask=umask).lines == [LOGGED_IN]
        assert (provider.home / "credprovider-tokens.json").stat().st_mode & 0o7777 == 0o600


def test_nothing_else_is_left_beside_the_file(tokens: Path) -> None:
    names = {path.name for path in tokens.parent.iterdir()} - {"credprovider.cache.json"}

    assert names == {"credprovider.toml", "credprovider-tokens.json", "credprovider-tokens.json.lock"}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o606])
def test_a_file_that_others_may_open_is_refused(provider: Provider, tokens: Path, mode: int) -> None:
    tokens.chmod(mode)
    for kind in ("get", "login", "logout"):
        assert "run `chmod 600` on it" in provider.error(request(kind, token="abc"))


def test_a_link_in_place_of_the_file_is_refused(provider: Provider, tokens: Path) -> None:
    target = tokens.rename(tokens.with_name("elsewhere"))
    tokens.symlink_to(target)
    for kind in ("get", "login", "logout"):
        assert "it is a symbolic link" in provider.error(request(kind, token="abc"))
    assert "kept" in target.read_text()


def test_a_fifo_in_place_of_the_file_does_not_hang(provider: Provider, tokens: Path) -> None:
    tokens.unlink()
    os.mkfifo(tokens, 0o600)

    assert "not a regular file" in provider.error(request())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"format":2,"tokens":{}}',
        '{"format":1}',
        '{"format":1,"tokens":[]}',
        '{"format":1,"tokens":{"x":1}}',
        "\x00" * 50,
    ],
)
def test_a_damaged_file_is_told_and_not_overwritten(provider: Provider, tokens: Path, content: str) -> None:
    # conformance 43
    tokens.write_text(content)
    for kind in ("get", "login", "logout"):
        assert "move it away and log in again" in provider.error(request(kind, token="abc"))
    assert tokens.read_text() == content


@pytest.mark.parametrize("value", ["", " x", "a\nb\n", "é", "\x1b"])
def test_a_value_that_is_no_token_is_not_given_out(provider: Provider, tokens: Path, value: str) -> None:
    # conformance 55
    tokens.write_text(json.dumps({"format": 1, "tokens": {INDEX: value}}))

    assert "the token" in provider.error(request())


def test_a_full_disk_leaves_the_old_file(provider: Provider, tokens: Path) -> None:
    # conformance 72; abuse case 81: the limit on a file's size fails the write as a full disk does
    before = tokens.read_text()
    limited = f"trap '' XFSZ; ulimit -f 0; exec {PROGRAM} --cargo-plugin"
    done = subprocess.run(
        ["sh", "-c", limited],
        input=json.dumps(request("login", token=CANARY)).encode(),
        capture_output=True,
        env=provider.environment,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[1])

    assert "cannot be written; what it held is unchanged" in answer["Err"]["message"]
    assert tokens.read_text() == before
    assert not tokens.with_name(tokens.name + ".new").exists()


def test_a_killed_writer_leaves_the_old_token_or_the_new_one(provider: Provider, tokens: Path) -> None:
    # conformance 83; abuse case 81
    values = ["kept", "n" * 60_000]
    for delay in range(30):
        with subprocess.Popen(
            [PROGRAM, "--cargo-plugin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=provider.environment
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(request("login", token=values[delay % 2])).encode() + b"\n")
            process.stdin.flush()
            process.stdout.readline()
            time.sleep(delay * 0.0005)
            process.send_signal(signal.SIGKILL)
        assert provider.one(request()) in (token(values[0]), token(values[1]))
    assert provider.ask(request("login", token="after"), request()) == [LOGGED_IN, token("after")]


def test_readers_see_a_whole_file_while_it_is_written(provider: Provider, tokens: Path) -> None:
    # abuse case 82
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            provider.ask(*(request("login", token=str(number) * 1000, url=OTHER) for number in range(10)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert provider.ask(*[request()] * 300) == [token("kept")] * 300
    finally:
        stop.set()
        writer.join()


def test_a_lock_that_is_not_given_back_ends_at_the_deadline(provider: Provider, tokens: Path) -> None:
    # abuse case 82
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    with tokens.with_name(tokens.name + ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = provider.error(request("login", token="abc"))
        assert provider.one(request()) == token("kept")

    assert "timed out after 0.3 s waiting for the lock" in said


def test_a_folder_that_everybody_may_write_is_refused(provider: Provider, tokens: Path) -> None:
    tokens.parent.chmod(0o777)

    assert "its folder is writable for all" in provider.error(request("login", token="abc"))


def test_not_found_lets_cargo_go_on(provider: Provider, tokens: Path) -> None:
    tokens.unlink()

    assert provider.one(request()) == NOT_FOUND
