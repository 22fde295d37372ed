"""Servers whose answers are too large, lie about their length, or are not HTTP."""

import gzip
import socket
import ssl

import pytest

from tests.credprovider.vault.faults.faulty import GIVEN, SECRET, Faulty
from tests.credprovider.vault.scripted import Script, response

HEAD = b"HTTP/1.1 200 OK\r\n"
LENGTH = f"Content-Length: {len(SECRET)}\r\n".encode()
MIB = 1024 * 1024


def endless(first: bytes, piece: bytes, pieces: int = 10**6) -> Script:
    """Return a script that sends `first` and then `piece` again and again, until the client goes away."""

    def script(client: socket.socket) -> None:
        client.sendall(first)
        for _ in range(pieces):
            client.sendall(piece)

    return script


def ended(data: bytes) -> Script:
    """Return a script that sends `data` and then ends TLS as it should be ended."""

    def script(client: socket.socket) -> None:
        assert isinstance(client, ssl.SSLSocket)
        client.sendall(data)
        client.unwrap()

    return script


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        # abuse case 44
        pytest.param(endless(HEAD + b"\r\n", b"x" * MIB, 100), "larger than 1 MiB", id="100 MiB without a length"),
        pytest.param(HEAD + b"Content-Length: 104857600\r\n\r\n", "larger than 1 MiB", id="100 MiB announced"),
        pytest.param(
            endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
            "larger than 1 MiB",
            id="chunks without end",
        ),
        pytest.param(
            endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"Trailer: x\r\n"), "64 KiB", id="trailers"
        ),
        pytest.param(endless(HEAD, b"A: b\r\n", 100_000), "64 KiB of headers", id="100,000 headers"),
        pytest.param(HEAD + b"A: " + b"x" * MIB + b"\r\n\r\n", "64 KiB of headers", id="a header of 1 MiB"),
        pytest.param(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "without end", id="100 without end"),
        pytest.param(
            response(200, gzip.compress(SECRET), "Content-Encoding: gzip"), "compressed", id="gzip, not asked for"
        ),
        # abuse case 45
        pytest.param(
            ended(HEAD + b"Content-Length: 9999\r\n\r\n" + SECRET), "before its answer was complete", id="too long"
        ),
        pytest.param(HEAD + LENGTH + b"\r\n" + SECRET[:9], "broke: unexpected eof while reading", id="cut"),
        pytest.param(HEAD + b"Content-Length: 5\r\n\r\n" + SECRET, "longer than it says", id="too short"),
        pytest.param(HEAD + b"Content-Length: -5\r\n\r\n" + SECRET, "malformed length", id="negative"),
        pytest.param(HEAD + LENGTH * 2 + b"\r\n" + SECRET, "two headers content-length", id="twice"),
        pytest.param(
            HEAD + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{\r\n0\r\n\r\n", "two different lengths", id="both"
        ),
        # abuse case 47
        pytest.param(ended(SECRET + b"\n"), "not HTTP/1.1", id="HTTP/0.9"),
        pytest.param(b"HTTP/0.9 200 OK\r\n\r\n" + SECRET, "not HTTP/1.1", id="HTTP/0.9 by its name"),
        pytest.param(bytes(range(256)) * 8, "not HTTP/1.1", id="garbage"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", "not HTTP/1.1", id="another protocol"),
        pytest.param(ended(b""), "before its answer was complete", id="nothing"),
        # abuse case 64
        pytest.param(
            response(200, b"<html>Sign in</html>", "Content-Type: text/html\x1b[2J"),
            "is not an answer of Vault's (text/html\\x1b[2J)",
            id="HTML",
        ),
        pytest.param(response(200, b"[" * 100_000), "is not an answer of Vault's", id="deep JSON"),
        pytest.param(response(200, b'{"data":' + SECRET + b"}{}"), "is not an answer of Vault's", id="two documents"),
    ],
)
def test_an_answer_that_is_none(faulty: Faulty, fault: bytes | Script, what: str) -> None:
    outcome = faulty.read([fault] * 9)

    assert what in outcome.said
    assert "Accept-Encoding" not in outcome.server.requests[0]


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"]
)
def test_what_comes_before_the_answer_is_passed_over(faulty: Faulty, interim: bytes) -> None:
    # abuse case 46
    assert faulty.read([interim * 2 + response(200, SECRET)]).answer == GIVEN
