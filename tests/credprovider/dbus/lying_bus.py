"""A bus that says what the test tells it to: lies, which no real bus tells, and a person who unlocks a keyring."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import HeaderFields, Message  # type: ignore[import-untyped] # it ships no types

Script = Callable[[socket.socket], None]


@contextmanager
def lying_bus(folder: Path, script: Script) -> Iterator[list[bytes]]:
    """Listen as a bus, let one client in and then do as `script` says."""
    path = str(folder / "bus")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(1)

        def serve() -> None:
            with listener.accept()[0] as client:
                client.settimeout(5)
                try:
                    script(client)
                except OSError:
                    pass  # the client went away, as it should

        thread = threading.Thread(target=serve)
        thread.start()
        yield [path.encode()]
        thread.join(5)


def let_in(client: socket.socket) -> None:
    greeting = b"\0AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode() + b"\r\n"
    assert _exactly(client, len(greeting)) == greeting
    client.sendall(b"OK 0123456789abcdef\r\n")
    assert _exactly(client, 7) == b"BEGIN\r\n"
    assert receive(client).header.fields[HeaderFields.member] == "Hello"


def receive(client: socket.socket) -> Message:
    head = _exactly(client, 16)
    fields = int.from_bytes(head[12:16], "little")
    rest = fields + -fields % 8 + int.from_bytes(head[4:8], "little")
    return Message.from_buffer(head + _exactly(client, rest))


def _exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (part := client.recv(size - len(data))):
        data += part
    return data


def saying(data: bytes) -> Script:
    def script(client: socket.socket) -> None:
        let_in(client)
        client.sendall(data)

    return script
