"""The forwarder hands connections on in turn, passes over who refuses, and lets nothing through where it is cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers.forwarder import forwarding
from tests.servers.processes import free_port


@contextmanager
def saying(word: bytes) -> Iterator[int]:
    """Run a server that answers whatever comes with `word`; yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client = listener.accept()[0]
                except OSError:
                    return
                with client:
                    if client.recv(100):
                        client.sendall(word)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def asked(port: int, seconds: float = 5.0) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as client:
        client.sendall(b"?")
        answer = b""
        while part := client.recv(100):
            answer += part
        return answer


def test_the_servers_take_turns() -> None:
    with saying(b"a") as a, saying(b"b") as b, forwarding([a, b]) as forwarder:
        assert sorted(asked(forwarder.port) for _ in range(4)) == [b"a", b"a", b"b", b"b"]


def test_who_refuses_is_passed_over() -> None:
    with saying(b"a") as a, forwarding([free_port(), a]) as forwarder:
        assert {asked(forwarder.port) for _ in range(4)} == {b"a"}


def test_where_it_is_cut_nothing_comes_through_until_it_is_mended() -> None:
    with saying(b"a") as a, forwarding([a]) as forwarder:
        forwarder.cut(a)
        with pytest.raises(TimeoutError):
            asked(forwarder.port, 0.3)
        forwarder.mend(a)
        assert asked(forwarder.port) == b"a"
