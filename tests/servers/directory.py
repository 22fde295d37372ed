"""A tiny LDAP directory in a thread of the tests, which knows users and their passwords, and a client that binds to
one. It answers a simple bind as any directory does (RFC 4511), and every search with nothing.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import IO
from urllib.parse import urlsplit

BASE, ATTRIBUTE = "ou=people,dc=example,dc=com", "uid"
_SEQUENCE, _INTEGER, _TEXT, _ENUMERATED = 0x30, 0x02, 0x04, 0x0A
_BIND, _BOUND, _SEARCH, _SEARCHED, _SIMPLE = 0x60, 0x61, 0x63, 0x65, 0x80
_SUCCESS, _INVALID_CREDENTIALS = 0, 49


class NoDirectoryError(Exception):
    """Nobody listens there."""


@contextlib.contextmanager
def running_directory(users: Mapping[str, str]) -> Iterator[str]:
    """Serve `users`, name to password, until the block ends; give the directory's URL."""
    passwords = {f"{ATTRIBUTE}={name},{BASE}": password for name, password in users.items()}

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            while (message := _read(self.rfile)) is not None:
                number, operation = _elements(message[1])[:2]
                if operation[0] == _BIND:
                    _, name, secret = _elements(operation[1])
                    right = passwords.get(name[1].decode()) == secret[1].decode()
                    self._answer(number, _BOUND, _SUCCESS if right else _INVALID_CREDENTIALS)
                elif operation[0] == _SEARCH:
                    self._answer(number, _SEARCHED, _SUCCESS)
                else:
                    return

        def _answer(self, number: tuple[int, bytes], tag: int, code: int) -> None:
            result = _element(_ENUMERATED, bytes([code])) + _element(_TEXT, b"") * 2
            self.wfile.write(_element(_SEQUENCE, _element(*number) + _element(tag, result)))

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"ldap://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def bind(url: str, name: str, password: str) -> bool:
    """Bind to the directory at `url`; return whether it accepts the password. Raises NoDirectoryError."""
    place = urlsplit(url)
    who = _element(_INTEGER, b"\3") + _element(_TEXT, name.encode()) + _element(_SIMPLE, password.encode())
    try:
        with socket.create_connection((place.hostname or "", place.port or 389), 5) as connection:
            connection.sendall(_element(_SEQUENCE, _element(_INTEGER, b"\1") + _element(_BIND, who)))
            with connection.makefile("rb") as answers:
                message = _read(answers)
    except OSError as error:
        raise NoDirectoryError(str(error)) from error
    assert message is not None
    return _elements(_elements(message[1])[1][1])[0][1] == bytes([_SUCCESS])


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2)
    return bytes([tag]) + length + content


def _read(stream: "IO[bytes] | BufferedIOBase") -> tuple[int, bytes] | None:
    head = stream.read(2)
    if len(head) < 2:
        return None
    size = head[1] if head[1] < 0x80 else int.from_bytes(stream.read(head[1] & 0x7F))
    return head[0], stream.read(size)


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    found = []
    while data:
        size, start = (
            (data[1], 2) if data[1] < 0x80 else (int.from_bytes(data[2 : 2 + (data[1] & 0x7F)]), 2 + (data[1] & 0x7F))
        )
        found.append((data[0], data[start : start + size]))
        data = data[start + size :]
    return found
