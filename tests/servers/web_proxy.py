"""A web proxy on loopback that knows CONNECT alone, and leads every name to one port of this machine."""

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class WebProxy:
    """A running proxy. address: its URL. heads: what each client said first. carried: everything that clients sent
    through it.
    """

    address: str
    heads: list[str] = field(default_factory=list)
    carried: bytearray = field(default_factory=bytearray)


@contextlib.contextmanager
def web_proxy(
    port: int, *, answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n", context: ssl.SSLContext | None = None
) -> Iterator[WebProxy]:
    """Run a proxy that says `answer` to CONNECT, and if that is a good one leads to 127.0.0.1:`port`. context: for
    clients that speak TLS to the proxy itself.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        scheme = "https" if context else "http"
        proxy = WebProxy(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")

        def serve() -> None:
            while True:
                try:
                    client = listener.accept()[0]
                except OSError:
                    return
                with contextlib.suppress(OSError), client:
                    client.settimeout(5)
                    inner = context.wrap_socket(client, server_side=True) if context else client
                    with inner:
                        _lead(inner, port, answer, proxy)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield proxy
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _lead(client: socket.socket, port: int, answer: bytes, proxy: WebProxy) -> None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        part = client.recv(4096)
        if not part:
            return
        head += part
    proxy.heads.append(head.decode())
    client.sendall(answer)
    if b" 200 " not in answer:
        return
    with socket.create_connection(("127.0.0.1", port), 5) as server:
        while True:
            waiting = isinstance(client, ssl.SSLSocket) and client.pending()
            ready = [client] if waiting else select.select([client, server], [], [], 5)[0]
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                (server if end is client else client).sendall(data)
                proxy.carried += data if end is client else b""
            if not ready:
                return
