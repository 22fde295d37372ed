import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import MAX_BODY, MAX_HEAD, Response, read_response, request_bytes

HEAD = b"HTTP/1.1 200 OK\r\n"


def read(data: bytes, size: int = 65536) -> Response:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return read_response(lambda: parts.pop(0) if parts else b"")


GOOD = [
    (HEAD + b"Content-Length: 3\r\n\r\nabc", b"abc"),
    (HEAD + b"content-length:3\r\n\r\nabc", b"abc"),
    (HEAD + b"Content-Length: 0\r\n\r\n", b""),
    (b"HTTP/1.0 200\r\n\r\nabc", b"abc"),
    (HEAD + b"\r\nabc", b"abc"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n", b"abc0123456789"),
    (HEAD + b"Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", b"abc"),
    # abuse case 46
    (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        + HEAD
        + b"Content-Length: 1\r\n\r\na",
        b"a",
    ),
    (HEAD + b"Content-Encoding: identity\r\nContent-Length: 1\r\n\r\na", b"a"),
]
BAD = [
    # abuse cases 44, 45, 47
    (b"", "closed the connection"),
    (b"abc\r\n\r\n", "not HTTP/1.1"),
    (b"HTTP/0.9 200 OK\r\n\r\n", "not HTTP/1.1"),
    (b"HTTP/2 200 OK\r\n\r\n", "not HTTP/1.1"),
    (b"HTTP/1.1 20 OK\r\n\r\n", "not HTTP/1.1"),
    (b"HTTP/1.1 2000 OK\r\n\r\n", "not HTTP/1.1"),
    (b"HTTP/1.1 900 OK\r\n\r\n", "not HTTP/1.1"),
    (b"HTTP/1.1 +20 OK\r\n\r\n", "not HTTP/1.1"),
    (b"\x16\x03\x01\x02\x00\x01\x00\n", "not HTTP/1.1"),
    (b"HTTP/1.1 200 OK\n\n", "not HTTP/1.1"),
    (HEAD + b"no colon\r\n\r\n", "not HTTP/1.1"),
    (HEAD + b"A: b\r\n folded\r\n\r\n", "not HTTP/1.1"),
    (HEAD + b"Content-Length : 3\r\n\r\nabc", "not HTTP/1.1"),
    (HEAD + b": x\r\n\r\n", "not HTTP/1.1"),
    (HEAD + b"Content-Length: 3\r\n\r\nab", "before its answer was complete"),
    (HEAD + b"Content-Length: 3\r\n\r\nabcd", "longer than it says"),
    (HEAD + b"Content-Length: -3\r\n\r\n", "malformed length"),
    (HEAD + b"Content-Length: 3, 3\r\n\r\nabc", "malformed length"),
    (HEAD + b"Content-Length: 0x3\r\n\r\nabc", "malformed length"),
    (HEAD + b"Content-Length: \xb2\r\n\r\nab", "malformed length"),
    (HEAD + b"Content-Length: \r\n\r\n", "malformed length"),
    (HEAD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "two headers content-length"),
    (HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "two different lengths"),
    (
        HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "two headers transfer-encoding",
    ),
    (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "transfer coding"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", "malformed chunk"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", "malformed chunk"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", "malformed chunk"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "before its answer was complete"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 8 + b"\r\n", "larger than 1 MiB"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 40, "larger than 1 MiB"),
    (HEAD + b"Content-Length: 1048577\r\n\r\n", "larger than 1 MiB"),
    (HEAD + b"\r\n" + b"x" * (MAX_BODY + 1), "larger than 1 MiB"),
    (HEAD + b"A: " + b"x" * MAX_HEAD, "64 KiB of headers"),
    (HEAD + b"A: b\r\n" * 100_000, "64 KiB of headers"),
    (b"HTTP/1.1 100 Continue\r\n\r\n" * 100, "without end"),
    (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "compressed"),
]


@pytest.mark.parametrize("size", [1, 7, 65536])
@pytest.mark.parametrize(("data", "body"), GOOD)
def test_responses(data: bytes, body: bytes, size: int) -> None:
    assert read(data, size).body == body


@pytest.mark.parametrize(("data", "what"), BAD, ids=lambda value: repr(value)[:60])
def test_what_is_ambiguous_or_too_large_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(VaultFailure, match=what):
        read(data)


def test_an_endless_body_is_refused_before_it_ends() -> None:
    heads = [HEAD + b"\r\n"]

    with pytest.raises(VaultFailure, match="larger than 1 MiB"):
        read_response(lambda: heads.pop() if heads else b"x" * 65536)


def test_a_response_without_a_body() -> None:
    assert read(b"HTTP/1.1 204 No Content\r\n\r\n").status == 204


def test_headers_have_lower_case_names_and_the_first_counts() -> None:
    headers = read(HEAD + b"Location:  a \r\nLOCATION: b\r\nX: \xe9\r\nContent-Length: 0\r\n\r\n").headers

    assert (headers["location"], headers["x"]) == ("a", "é")


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_chunks_of_any_content_come_back(chunks: list[bytes]) -> None:
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks if chunk) + b"0\r\n\r\n"

    assert read(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body, 11).body == b"".join(chunks)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_response_or_refused(data: bytes) -> None:
    for whole in (data, HEAD + data):
        try:
            read(whole)
        except VaultFailure as failure:
            assert json.dumps(failure.message)  # noqa: PT017 - a refusal is one of two good ends here


def test_a_request() -> None:
    assert request_bytes("GET", "/v1/kv/data/x", {"Host": "h", "X-A": "b"}) == (
        b"GET /v1/kv/data/x HTTP/1.1\r\nHost: h\r\nX-A: b\r\nConnection: close\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/a b", {}),
        ("/a\r\nX: 1", {}),
        ("/ä", {}),
        ("/a", {"X": "1\r\nY: 2"}),
        ("/a", {"X\n": "1"}),
        ("/a", {"X": "é"}),
    ],
)
def test_a_request_that_would_be_another_one_is_never_written(target: str, headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="would break the request"):
        request_bytes("GET", target, headers)
