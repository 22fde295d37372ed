"""Stand-ins for what a provider may ask for its tokens: a session bus, Vault, a web service behind a proxy.

They are named by the environment, as the real ones are. A provider that finds its backend in another way, or needs
none, does not notice them.
"""

import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_ADDRESSES = ("VAULT_ADDR", "BAO_ADDR")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_EXCEPTIONS = ("no_proxy", "NO_PROXY")


class SilentBackends:
    """A bus and a server that accept connections and never say a word. changes: what makes a provider find them."""

    def __init__(self, bus: socket.socket, server: socket.socket, folder: str) -> None:
        self._listeners = {"the session bus": bus, "Vault or a proxy": server}
        self.changes = _changes(folder, server.getsockname()[1])

    def contacted(self) -> list[str]:
        """Return the names of those that the provider has connected to."""
        return [name for name, listener in self._listeners.items() if _has_connection(listener)]


@contextmanager
def silent_backends() -> Iterator[SilentBackends]:
    """Run backends that never answer until the block ends."""
    with (
        tempfile.TemporaryDirectory(prefix="kit-") as folder,  # a short name: a socket's path may have 107 bytes
        socket.socket(socket.AF_UNIX) as bus,
        socket.socket() as server,
    ):
        bus.bind(os.path.join(folder, "bus"))
        server.bind(("127.0.0.1", 0))
        for listener in (bus, server):
            listener.listen(64)
            listener.setblocking(False)
        yield SilentBackends(bus, server, folder)


def absent_backends() -> Mapping[str, str | None]:
    """Return what makes a provider look for backends where there are none."""
    with tempfile.TemporaryDirectory(prefix="kit-") as folder, socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return _changes(folder, server.getsockname()[1])


def _changes(folder: str, port: int) -> dict[str, str | None]:
    address = f"http://127.0.0.1:{port}"
    return {
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        "XDG_RUNTIME_DIR": folder,
        **dict.fromkeys((*_ADDRESSES, *_PROXIES), address),
        **dict.fromkeys(_EXCEPTIONS),
    }


def _has_connection(listener: socket.socket) -> bool:
    try:
        connection, _ = listener.accept()
    except BlockingIOError:
        return False
    connection.close()
    return True
