"""The part of a RabbitMQ server that Vault's engine for it needs: accounts are made and deleted over HTTP.

With it a real Vault gives real leases, and a test sees at once which of the tokens that were made are still good.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Broker:
    """A running one. address: its URL. passwords: of the accounts that are there, by name. made: how many there ever
    were.
    """

    address: str = ""
    passwords: dict[str, str] = field(default_factory=dict)
    made: int = 0


@contextmanager
def running_broker() -> Iterator[Broker]:
    """Run one on loopback until the block ends."""
    broker = Broker()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind, _, name = self.path.removeprefix("/api/").partition("/")
            if kind == "users" and self.command == "PUT":
                broker.passwords[name] = json.loads(body)["password"]
                broker.made += 1
            elif kind == "users":
                broker.passwords.pop(name, None)
            self.send_response_only(204)
            self.end_headers()

        do_PUT = do_DELETE = answer  # noqa: N815 - its names

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the overridden method's own name
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    broker.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield broker
    finally:
        server.shutdown()
        server.server_close()
