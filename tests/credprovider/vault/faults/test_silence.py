"""Servers that say nothing, or too slowly: each wait ends at the deadline, with a sentence."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import absent
from tests.credprovider.vault.faults.faulty import DEADLINE, GIVEN, SECRET, Faulty
from tests.credprovider.vault.scripted import Early, Script, Scripted, drip, response
from tests.servers.silent_resolver import silent_resolver


def silence(_client: socket.socket) -> None:
    time.sleep(DEADLINE + 0.5)


def after(first: bytes, then: Script) -> Script:
    """Return a script that sends `first` at once and goes on with `then`."""

    def script(client: socket.socket) -> None:
        client.sendall(first)
        then(client)

    return script


def late(said: str) -> bool:
    """Whether a refusal says that the time was over: our own attempt notices that, or the deadline itself does."""
    return "did not answer in time" in said or "timed out after 1 s waiting for Vault at https://" in said


@contextlib.contextmanager
def black_hole() -> Iterator[str]:
    """An address whose packets are dropped: a listening socket whose queue is full, so that the kernel answers none."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as waiting:
        place = listener.getsockname()
        for _ in range(8):
            one = waiting.enter_context(socket.socket())
            one.settimeout(0.2)
            try:
                one.connect(place)
            except TimeoutError:
                break
        else:
            pytest.fail("the queue of the listening socket is never full")
        yield f"https://127.0.0.1:{place[1]}"


def test_a_name_server_that_is_silent(faulty: Faulty, tmp_path: Path) -> None:
    # abuse case 39
    surroundings = silent_resolver(tmp_path)
    if surroundings is None:
        absent("there is no network of our own for this test: it needs the right to make user namespaces")
    faulty.provider.through = surroundings
    said = faulty.ask(Scripted("https://vault.example.com:8200"), DEADLINE).said

    assert "timed out after 1 s waiting for Vault at https://vault.example.com:8200" in said


def test_a_host_that_drops_every_packet(faulty: Faulty) -> None:
    # abuse case 40
    with black_hole() as address:
        said = faulty.ask(Scripted(address), DEADLINE).said
    assert "cannot be reached: no answer in time" in said or late(said)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(silence, id="41: accepts, and is silent"),
        pytest.param(Early(silence), id="42: no handshake"),
        pytest.param(drip(response(200, SECRET), 0.3), id="43: a byte now and then, from the first header"),
        pytest.param(after(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", silence), id="43: headers, and no body"),
        pytest.param(
            after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", drip(b"1\r\nx\r\n" * 100, 0.05)),
            id="43: a body, byte by byte",
        ),
    ],
)
def test_a_server_that_takes_too_long(faulty: Faulty, fault: Script | Early) -> None:
    # abuse cases 41 to 43
    outcome = faulty.read([fault] * 3, seconds=DEADLINE)

    assert late(outcome.said)
    assert outcome.server.connections == 1


def test_a_handshake_byte_by_byte(faulty: Faulty) -> None:
    # abuse cases 42, 43
    hello = bytes([22, 3, 3, 0, 122]) + bytes(122)

    assert late(faulty.read([Early(drip(hello, 0.1))], seconds=DEADLINE).said)


def test_a_slow_answer_that_still_comes_in_time(faulty: Faulty) -> None:
    assert faulty.read([drip(response(200, SECRET), 0.001)]).answer == GIVEN
