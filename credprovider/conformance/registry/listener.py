"""The registry's socket on loopback, and the log of what came in through it."""

from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from credprovider.conformance.registry.service import Asked, Service


@dataclass(frozen=True)
class Logged:
    """One request. authorization: the header's value as it came, empty without one."""

    method: str
    path: str
    authorization: str
    status: int


class Listener(ThreadingHTTPServer):
    """A listening socket. log: is called with each request, before its answer goes out."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, service: Service, log: Callable[[Logged], object]) -> None:
        self.service, self.log = service, log
        super().__init__(("127.0.0.1", 0), Handler)
        service.base = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece, and at once: else the kernel holds it back for 40 ms
    disable_nagle_algorithm = True
    timeout = 60

    def answer(self) -> None:
        """Answer one request of any method that registries know."""
        path, _, query = self.path.partition("?")
        authorization = self.headers.get("Authorization", "")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        tag = self.headers.get("If-None-Match", "")
        given = self.server.service.answer(Asked(self.command, path, query, authorization, tag, body))
        self.server.log(Logged(self.command, path, authorization, given.status))
        self.send_response_only(given.status)
        for name, value in {**given.headers, "Content-Length": str(len(given.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(given.body)

    do_GET = do_PUT = do_DELETE = answer  # noqa: N815 (http.server's names)
