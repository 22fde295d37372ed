"""HTTP/1.1, as much as a small client needs: one request, one response, and then the connection is closed.

Source: RFC 9112. Whatever could be understood in two ways is refused: a response with two lengths, a folded header, a
body that is longer or shorter than announced. Sizes are bounded: 64 KiB of headers, 1 MiB of body.
"""

from credprovider.vault.failures import VaultFailure

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

MAX_HEAD = 64 * 1024
MAX_BODY = 1024 * 1024
_MAX_INTERIM = 8  # responses such as 100 and 103 before the real one


class Response:
    """status: a number. headers: lower-case name to value; of a repeated one the first. body: bytes."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


def request_bytes(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request for `target`; one that is no GET says the length of its body.

    Target and headers must be clean already: this is checked once more, and is a ValueError.
    """
    if method != "GET":
        headers = {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if not all(line.isascii() and line.isprintable() for line in lines) or " " in target:
        raise ValueError("a request line or header that would break the request")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("ascii") + body


def read_response(receive: "Callable[[], bytes]") -> Response:
    """Return the response that `receive` yields piece by piece; it gives b"" at the end of the connection.

    Raises VaultFailure for what is not HTTP/1, is ambiguous, or is too large.
    """
    source = _Input(receive)
    for _ in range(_MAX_INTERIM):
        status = _status(source.line())
        headers = _headers(source)
        if status >= 200:
            return Response(status, headers, _body(source, status, headers))
    raise VaultFailure("the server sends interim answers without end")


def read_head(receive: "Callable[[], bytes]") -> Response:
    """Return the response that `receive` yields up to the end of its headers; its body is what came with these.

    For answers that have no body of a known length. Raises VaultFailure as `read_response`.
    """
    source = _Input(receive)
    for _ in range(_MAX_INTERIM):
        status = _status(source.line())
        headers = _headers(source)
        if status >= 200:
            return Response(status, headers, source.here())
    raise VaultFailure("the server sends interim answers without end")


class _Input:
    """Buffers what is received, and counts the head."""

    def __init__(self, receive: "Callable[[], bytes]") -> None:
        self._receive = receive
        self._buffer = b""
        self._head = 0

    def line(self) -> str:
        while b"\n" not in self._buffer:
            if self._head + len(self._buffer) > MAX_HEAD:
                raise VaultFailure("the server's answer has more than 64 KiB of headers")
            self._fill()
        line, _, self._buffer = self._buffer.partition(b"\n")
        self._head += len(line) + 1
        if self._head > MAX_HEAD:
            raise VaultFailure("the server's answer has more than 64 KiB of headers")
        if not line.endswith(b"\r"):
            raise _not_http()
        return line[:-1].decode("latin-1")

    def take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._fill()
        part, self._buffer = self._buffer[:size], self._buffer[size:]
        return part

    def here(self) -> bytes:
        return self._buffer

    def rest(self) -> bytes:
        parts = [self._buffer]
        size = len(self._buffer)
        while size <= MAX_BODY and (part := self._receive()):
            parts.append(part)
            size += len(part)
        if size > MAX_BODY:
            raise _too_large()
        return b"".join(parts)

    def end(self) -> None:
        """Refuse anything behind a body of announced length that is there already; more is not waited for."""
        if self._buffer:
            raise VaultFailure("the server's answer is longer than it says")

    def _fill(self) -> None:
        part = self._receive()
        if not part:
            raise VaultFailure("the server closed the connection before its answer was complete")
        self._buffer += part


def _status(line: str) -> int:
    version, _, rest = line.partition(" ")
    code = rest[:3]
    if (
        version not in ("HTTP/1.1", "HTTP/1.0")
        or rest[3:4] not in ("", " ")
        or not _is_number(code, 3)
        or code[0] not in "12345"
    ):
        raise _not_http()
    return int(code)


def _headers(source: _Input) -> dict[str, str]:
    headers: dict[str, str] = {}
    while line := source.line():
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or not name or not all(char.isalnum() or char in "!#$%&'*+-.^_`|~" for char in name):
            raise _not_http()
        if name in headers and name in ("content-length", "transfer-encoding"):
            raise VaultFailure(f"the server's answer has two headers {name}")
        headers.setdefault(name, value.strip(" \t"))
    return headers


def _body(source: _Input, status: int, headers: dict[str, str]) -> bytes:
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise VaultFailure("the server's answer is compressed, which was not asked for")
    length = headers.get("content-length")
    coding = headers.get("transfer-encoding")
    if length is not None and coding is not None:
        raise VaultFailure("the server's answer has two different lengths")
    if status in (204, 304):
        return b""
    if coding is not None:
        if coding.lower() != "chunked":
            raise VaultFailure("the server's answer is in a transfer coding that is not known here")
        return _chunks(source)
    if length is None:
        return source.rest()
    if not _is_number(length, 10):
        raise VaultFailure("the server's answer has a malformed length")
    if int(length) > MAX_BODY:
        raise _too_large()
    body = source.take(int(length))
    source.end()
    return body


def _chunks(source: _Input) -> bytes:
    parts = []
    size = 0
    while True:
        digits = source.line().partition(";")[0].strip(" \t")
        if not digits or len(digits) > 8 or any(char not in "0123456789abcdefABCDEF" for char in digits):
            raise VaultFailure("the server's answer has a malformed chunk")
        length = int(digits, 16)
        if length == 0:
            break
        size += length
        if size > MAX_BODY:
            raise _too_large()
        parts.append(source.take(length))
        if source.take(2) != b"\r\n":
            raise VaultFailure("the server's answer has a malformed chunk")
    while source.line():
        pass  # trailers, which say nothing to us
    return b"".join(parts)


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= longest


def _not_http() -> VaultFailure:
    return VaultFailure("what the server answers is not HTTP/1.1", "is the address that of Vault's API?")


def _too_large() -> VaultFailure:
    return VaultFailure("the server's answer is larger than 1 MiB")
