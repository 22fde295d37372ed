"""The way through a web proxy: CONNECT, and TLS with Vault inside of it, so that the proxy sees neither token nor path.

Source: RFC 9110, section 9.3.6.
"""

import ssl

from credprovider.vault.address import Address
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import read_head
from credprovider.vault.proxy import Proxy
from credprovider.vault.tls import TlsChannel, new_context, refusal, uses_lean_door

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def tunnelled(raw: "Any", proxy: Proxy, address: Address, config: VaultConfig, left: "Callable[[], float]") -> "Any":
    """Return a channel to Vault at `address` over `raw`, a connection to `proxy`.

    left: gives the seconds that remain. Raises VaultFailure when the proxy refuses, is none, or a
    certificate is not accepted; OSError when the connection breaks.
    """
    lean = uses_lean_door()
    where = f"Vault at {address}"
    name = config.server_name or address.host
    if proxy.scheme == "http":
        _connect(raw.sendall, lambda: raw.recv(65536), proxy, address)
        raw.settimeout(left())
        return TlsChannel(raw, name, where, config, lean=lean)
    outer = TlsChannel(raw, proxy.host, f"the proxy {proxy}", config, lean=lean, known=False)
    _connect(outer.write, outer.read, proxy, address)
    return _TlsInside(outer, name, where, config, left)


def _connect(send: "Callable[[bytes], object]", receive: "Callable[[], bytes]", proxy: Proxy, address: Address) -> None:
    host = f"[{address.host}]" if ":" in address.host else address.host
    target = f"{host}:{address.port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.authorization is not None:
        lines.append(f"Proxy-Authorization: {proxy.authorization.reveal()}")
    send("\r\n".join([*lines, "", ""]).encode("ascii"))
    try:
        answer = read_head(receive)
    except VaultFailure as failure:
        raise VaultFailure(f"the proxy {proxy} does not answer as a proxy does", failure.message) from None
    if 200 <= answer.status < 300:
        if answer.body:
            raise VaultFailure(f"the proxy {proxy} says more than it was asked")
        return
    if answer.status == 407:
        problem = "does not accept the user and password" if proxy.authorization else "asks for a user and password"
        advice = "they stand in the proxy's address: VAULT_PROXY_ADDR or HTTPS_PROXY as http://user:password@host:port"
        raise VaultFailure(f"the proxy {proxy} {problem} (status 407)", advice)
    advice = "is Vault's address right, and may this proxy lead there? NO_PROXY lists hosts that need none"
    raise VaultFailure(f"the proxy {proxy} does not connect to Vault at {address} (status {answer.status})", advice)


class _TlsInside:
    """An encrypted connection inside of another one. As TlsChannel."""

    def __init__(
        self, outer: TlsChannel, name: str, where: str, config: VaultConfig, left: "Callable[[], float]"
    ) -> None:
        self._outer = outer
        self._left = left
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = new_context(config, lean=False)
        self._tls = context.wrap_bio(self._received, self._to_send, server_hostname=name)
        self.settimeout = outer.settimeout
        try:
            self._moved(self._tls.do_handshake)
        except (TimeoutError, ConnectionError):
            raise
        except OSError as error:
            raise refusal(error, where) from None

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError."""
        while data:
            data = data[self._moved(self._tls.write, data) :]

    def read(self) -> bytes:
        """Return what has come in, b"" at the proper end of the connection. Raises OSError, also when it was cut."""
        data: bytes = self._moved(self._tls.read, 65536)
        return data

    def _moved(self, act: "Callable[..., Any]", *arguments: object) -> "Any":
        """Return what `act` returns for `arguments`, with what it needs received and what it makes sent."""
        while True:
            try:
                result = act(*arguments)
            except ssl.SSLWantReadError:
                self._send()
                self._outer.settimeout(self._left())
                data = self._outer.read()
                if data:
                    self._received.write(data)
                else:
                    self._received.write_eof()
            else:
                self._send()
                return result

    def _send(self) -> None:
        if self._to_send.pending:
            self._outer.settimeout(self._left())
            self._outer.write(self._to_send.read())
