"""The stand-in's listeners: TLS, HTTP/1.1, and what a real server refuses before it looks at a request's meaning."""

import posixpath
import re
import socket
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.servers.standin.core import Core
from tests.servers.standin.reply import RefusedError, Reply
from tests.servers.standin.request import Request

TLS_HANDSHAKE = 0x16
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Listener(ThreadingHTTPServer):
    """One listening socket. guarded: it stands for a Proxy with require_request_header."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, core: Core, context: ssl.SSLContext, *, guarded: bool) -> None:
        self.core, self.context, self.guarded = core, context, guarded
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        """The address as VAULT_ADDR takes it."""
        return f"https://127.0.0.1:{self.server_port}"

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection in its own thread; a client that speaks no TLS is told so in the server's own words."""
        request.settimeout(Handler.timeout)
        first = request.recv(1, socket.MSG_PEEK)
        if first and first[0] != TLS_HANDSHAKE:
            request.recv(65536)
            request.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            return
        with self.context.wrap_socket(request, server_side=True) as encrypted:
            super().finish_request(encrypted, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hangs up, or does not trust the certificate, go without a word; report everything else."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece, and at once: else the kernel holds it back for 40 ms
    disable_nagle_algorithm = True
    timeout = 60

    def answer(self) -> None:
        """Answer one request of any method."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        raw, _, query = self.path.partition("?")
        try:
            reply = self._before(raw, query) or self.server.core.handle(
                Request(
                    self.command,
                    unquote(raw).removeprefix("/v1/"),
                    dict(parse_qsl(query, keep_blank_values=True)),
                    {name.lower(): value for name, value in self.headers.items()},
                    body,
                    self.connection.getpeercert(binary_form=True) or b"",
                )
            )
        except RefusedError as refused:
            reply = refused.reply
        self._send(reply)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_LIST = do_OPTIONS = answer  # noqa: N815 (its names)

    def _before(self, raw: str, query: str) -> Reply | None:
        """Answer what never reaches the Vault itself; None when it shall."""
        if re.search(r"%(?![0-9A-Fa-f]{2})", raw):
            return Reply(400, b"400 Bad Request", TEXT)
        if re.search(r"[\x00-\x1f\x7f]", unquote(raw)):
            return Reply(400, content_type="")
        clean = _clean(raw)
        if clean != raw:
            location = f"{clean}?{query}" if query else clean
            return Reply(307, f'<a href="{location}">Temporary Redirect</a>.\n\n'.encode(), HTML, location)
        if raw in ("/", "/ui", "/ui/"):
            return Reply(404, b"404 page not found\n", TEXT)
        if not raw.startswith("/v1/"):
            raise RefusedError(404)
        if self.server.guarded and self.headers.get("X-Vault-Request") != "true":
            raise RefusedError(412, 'missing "X-Vault-Request" header')
        if self.command in ("PATCH", "OPTIONS"):
            raise RefusedError(501, f"the stand-in has no {self.command}")
        return None

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        self.send_header("Date", self.date_time_string())
        self.send_header("Cache-Control", "no-store")
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        if reply.login_failed:
            self.send_header("X-Vault-Inline-Auth-Failed", "true")
        if reply.location is not None:
            self.send_header("Location", reply.location)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD" and reply.status != 204:
            self.wfile.write(reply.body)
        self.wfile.flush()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse what http.server itself cannot read, such as an unknown method, as a Vault does, without its texts."""
        self.close_connection = True
        self._send(RefusedError(405 if code == 501 else code).reply)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the overridden method's own name)
        """Stay silent: the audit log says what happened."""


def _clean(path: str) -> str:
    """Return the path without empty, `.` and `..` segments, as Go's server does before it chooses a handler."""
    clean = posixpath.normpath(re.sub("^/+", "/", path))
    return f"{clean}/" if path.endswith("/") and clean != "/" else clean
