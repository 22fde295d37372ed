"""A server that answers as a test tells it to: what goes wrong on the way to Vault, what no Vault would say."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from credprovider.token import Secret
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig

OK = b'{"data":{"data":{"token":"abc"},"metadata":{"deletion_time":"","destroyed":false}}}'
Script = Callable[[socket.socket], None]


def response(status: int, body: bytes = b"", *headers: str) -> bytes:
    """Return a whole response with its length."""
    lines = [f"HTTP/1.1 {status} Reason", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass
class Scripted:
    """A listening server. address: its URL. requests: the head of each request. connections: how many came."""

    address: str
    requests: list[str] = field(default_factory=list)
    connections: int = 0


@contextmanager
def scripted(answers: Sequence[bytes | Script], context: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Run a server that gives the n-th connection the n-th answer, and refuses to speak after the last.

    A script instead of bytes does what it likes with the connection once the request has come. context: for TLS.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        scheme = "https" if context else "http"
        server = Scripted(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")

        def serve() -> None:
            for answer in answers:
                try:
                    client = listener.accept()[0]
                except OSError:
                    return
                server.connections += 1
                with client:
                    client.settimeout(5)
                    _converse(client, answer, server, context)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _converse(client: socket.socket, answer: bytes | Script, server: Scripted, context: ssl.SSLContext | None) -> None:
    try:
        if context is not None:
            client = context.wrap_socket(client, server_side=True)
        head = b""
        while not _whole(head):
            part = client.recv(4096)
            if not part:
                return
            head += part
        server.requests.append(head.decode())
        if isinstance(answer, bytes):
            client.sendall(answer)
        else:
            answer(client)
    except OSError:
        pass  # the client went away, as it may
    finally:
        client.close()


def _whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = head.lower().partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
    return bool(end) and len(body) >= int(length or 0)


def drip(data: bytes, seconds: float) -> Script:
    """Return a script that sends `data` byte by byte, with `seconds` between the bytes."""

    def script(client: socket.socket) -> None:
        for byte in data:
            client.sendall(bytes([byte]))
            time.sleep(seconds)

    return script


def reset(client: socket.socket) -> None:
    """A script that resets the connection."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


class Authority:
    """A certificate authority, and contexts for servers with certificates of it. file: what clients trust."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA()
        self.file = folder / "ca.pem"
        self.ca.cert_pem.write_to_path(self.file)

    def server(self, *names: str) -> ssl.SSLContext:
        """Return the context of a server whose certificate is for `names`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names).configure_cert(context)
        return context


def config(address: str, **table: object) -> VaultConfig:
    """Return the configuration of a client for `address`, with what `table` adds."""
    return VaultConfig({"address": address, **{key.replace("_", "-"): value for key, value in table.items()}})


def client(made: VaultConfig, left: Callable[[], float] = lambda: 5.0) -> Client:
    """Return a client with the token `s.hidden`."""
    return Client(made, left, Secret("s.hidden"))
