"""A bus that says what the test tells it to: lies, which no real bus tells, and a person who unlocks a keyring."""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jeepney import HeaderFields, Message, new_error, new_method_return  # type: ignore[import-untyped] # no types

Script = Callable[[socket.socket], None]
Reply = tuple[str, tuple[object, ...]]


@contextmanager
def lying_bus(folder: Path, script: Script, clients: int = 1) -> Iterator[list[bytes]]:
    """Listen as a bus, and for each of so many clients, one after the other, do as `script` says."""
    path = str(folder / "bus")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(1)

        def serve() -> None:
            for _ in range(clients):
                with listener.accept()[0] as client:
                    client.settimeout(5)
                    try:
                        script(client)
                    except (OSError, EOFError):
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
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def saying(data: bytes) -> Script:
    def script(client: socket.socket) -> None:
        let_in(client)
        client.sendall(data)

    return script


def keyring_saying(replies: Mapping[str, Reply | list[Reply]]) -> Script:
    """Return a keyring that answers each method with one reply for ever, or with those of a list in turn.

    A reply is a signature and values, or an error's name and its text; a method without one is not answered.
    """
    left = {member: list(said) if isinstance(said, list) else said for member, said in replies.items()}

    def script(client: socket.socket) -> None:
        let_in(client)
        while True:
            call = receive(client)
            said = left.get(call.header.fields[HeaderFields.member])
            if said is None:
                continue
            signature, values = said.pop(0) if isinstance(said, list) else said
            if "." in signature:
                client.sendall(new_error(call, signature, "s", values).serialise(1))
            else:
                client.sendall(new_method_return(call, signature, values).serialise(1))

    return script
