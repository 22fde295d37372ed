"""The page on this machine to which the identity provider sends the browser back, and which is there for one login.

Source: RFC 8252, "OAuth 2.0 for Native Apps", 7.3 (loopback redirection) and 8.3 (the loopback interface alone).
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from hmac import compare_digest
from html import escape
from http.server import BaseHTTPRequestHandler
from queue import Empty, SimpleQueue
from socketserver import ThreadingTCPServer
from threading import Event, Lock, Thread
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from credprovider.vault.failures import VaultFailure

PATH = "/oidc/callback"
_LONGEST = 300.0  # seconds in which a person finishes a login; Vault gives them ten minutes (oidcRequestTimeout)
_PAUSE = 0.2  # seconds; a signal that comes just before a wait does not end that, and is acted on after it
_OTHER = "This is not the login that is being waited for."
_POSTED = "The identity provider sends its answer by POST; `oidc_response_mode` of Vault's mount must be `query`."


class Callback:
    """What the browser brought. fields: the query, the first value of each name. It waits for its page: `answer`."""

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        self._page = ""
        self._decided = Event()
        self._shown = Event()

    def answer(self, sentence: str) -> None:
        """Show a sentence in the browser."""
        self._page = sentence
        self._decided.set()
        self._shown.wait(2)  # a browser that does not read it is no reason to wait longer

    def page(self) -> str:
        """Wait for the sentence and return it; called where the browser is answered."""
        self._decided.wait(60)
        return self._page or "The terminal says how this goes on."

    def shown(self) -> None:
        """Say that the browser has its page."""
        self._shown.set()


class Listener(ThreadingTCPServer):
    """The page. Browsers open connections that they never use, so that each connection has a thread of its own."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._arrived: SimpleQueue[Callback] = SimpleQueue()
        self._state = ""
        self._first = Lock()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def expect(self, state: str) -> None:
        """Take the callback of the login `state` from now on; called before anybody can know where that login is."""
        self._state = state

    def wait(self, seconds: float = _LONGEST) -> Callback:
        """Return the callback of the expected login. Raises VaultFailure when there is none in so many seconds."""
        ends = monotonic() + seconds
        while monotonic() < ends:
            try:
                return self._arrived.get(timeout=_PAUSE)
            except Empty:
                continue
        raise VaultFailure(f"nobody has finished the login in the browser in {seconds:g} s", "run the command again")

    def take(self, fields: dict[str, str]) -> Callback | None:
        """Return the callback that `fields` make, None when they belong to no login that is waited for."""
        state = fields.get("state", "")
        if not self._state or not compare_digest(state.encode(), self._state.encode()):
            return None
        if not self._first.acquire(blocking=False):  # never released: there is one callback
            return None
        callback = Callback(fields)
        self._arrived.put(callback)
        return callback

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that broke: the browser, or whoever it was, has gone."""


@contextmanager
def listening(port: int) -> Iterator[Listener]:
    """Listen on 127.0.0.1:`port` until the block ends. Raises VaultFailure when somebody else does."""
    try:
        listener = Listener(port)
    except OSError as error:
        advice = "`port` in auth names another one; the role's `allowed_redirect_uris` need not name the port"
        busy = (
            "is in use by another program" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        )
        raise VaultFailure(
            f"the port {port} of this machine, to which the browser would come back, {busy}", advice
        ) from None
    thread = Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        listener.shutdown()
        listener.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Listener
    timeout = 60
    server_version = ""
    sys_version = ""

    def do_GET(self) -> None:
        """Take a callback, and answer it once Vault has said what it is worth; refuse everything else."""
        try:
            url = urlsplit(self.path)
            values = parse_qs(url.query, keep_blank_values=True, max_num_fields=50)
        except ValueError:
            return self._send(400, _OTHER)
        if url.path != PATH:
            return self._send(404, "There is nothing here.")
        callback = self.server.take({name: found[0] for name, found in values.items()})
        if callback is None:
            return self._send(400, _OTHER)
        self._send(200, callback.page())
        callback.shown()
        return None

    def do_POST(self) -> None:
        """Say what has to be changed where the provider was told to answer so."""
        self._send(405, _POSTED)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse what http.server cannot read, without its texts; the arguments are the overridden method's own."""
        self.close_connection = True
        self._send(code, "This is not understood here.")

    def _send(self, status: int, sentence: str) -> None:
        page = f"<!DOCTYPE html><meta charset=utf-8><title>cargo-credprovider</title><p>{escape(sentence)}</p>\n"
        data = page.encode("utf-8", "replace")
        self.send_response_only(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the overridden method's own name
        """Stay silent: the code and the state stand in the request."""


_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}
