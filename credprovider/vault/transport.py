"""One request to Vault and its response, over TLS, or without it to an agent on this machine."""

import os

from credprovider.index_url import is_loopback
from credprovider.vault.address import Address, is_metadata
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure, words
from credprovider.vault.http1 import Response, read_response

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from credprovider.vault.proxy import Proxy


class Unreachable(VaultFailure):
    """No response came: refused, reset, silent, no such host. worth_retrying: whether the next attempt could go better.
    sent: whether Vault may have got the request, and done what it asks for. at_leader: whether a standby has sent us
    there.
    """

    at_leader = False

    def __init__(self, message: str, *causes: str, worth_retrying: bool, sent: bool) -> None:
        super().__init__(message, *causes)
        self.worth_retrying = worth_retrying
        self.sent = sent


def fetch(
    address: Address,
    request: bytes,
    config: VaultConfig,
    left: "Callable[[], float]",
    answering: "Callable[[], float] | None" = None,
) -> Response:
    """Send `request` as it stands to `address` and return the response.

    left: gives the seconds that remain for all of it. answering: those for what comes after sending it, where that may
    take longer. Raises Unreachable, VaultFailure.
    """
    answering = answering or left
    sent = False
    proxy = _proxy(address, config)
    raw = _connected(address, left, proxy, metadata=config.written)
    try:
        raw.settimeout(left())
        channel = _channel(raw, address, config, proxy, answering)
        channel.settimeout(answering())
        sent = True
        channel.write(request)

        def receive() -> bytes:
            channel.settimeout(answering())
            data: bytes = channel.read()
            return data

        return read_response(receive)
    except TimeoutError:
        message = f"{_where(address, proxy)} did not answer in time"
        raise Unreachable(message, worth_retrying=True, sent=sent) from None
    except OSError as error:
        message = f"the connection to {_where(address, proxy)} broke: {words(error)}"
        causes = ("where TLS is spoken the address begins with https://",) if address.scheme == "http" else ()
        raise Unreachable(message, *causes, worth_retrying=True, sent=sent) from None
    finally:
        raw.close()


class _PlainChannel:
    """A connection as it is, for a Unix socket and for this machine alone; the address was checked for that."""

    def __init__(self, raw: "Any") -> None:
        self._raw = raw
        self.settimeout = raw.settimeout

    def write(self, data: bytes) -> None:
        self._raw.sendall(data)

    def read(self) -> bytes:
        data: bytes = self._raw.recv(65536)
        return data


def _where(address: Address, proxy: "Proxy | None") -> str:
    return f"Vault at {address}" if proxy is None else f"Vault at {address}, through the proxy {proxy},"


def _proxy(address: Address, config: VaultConfig) -> "Proxy | None":
    """Return the proxy on the way to `address`. The module is imported only where one is named anywhere."""
    if address.socket or not (config.proxy or os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")):
        return None
    from credprovider.vault.proxy import proxy_for

    return proxy_for(address, config.proxy)


def _channel(
    raw: "Any", address: Address, config: VaultConfig, proxy: "Proxy | None", left: "Callable[[], float]"
) -> "Any":
    if proxy is not None:
        from credprovider.vault.tunnel import tunnelled

        return tunnelled(raw, proxy, address, config, left)
    if address.scheme != "https":
        return _PlainChannel(raw)
    from credprovider.vault.tls import TlsChannel, uses_lean_door

    name = config.server_name or address.host
    return TlsChannel(raw, name, f"Vault at {address}", config, lean=uses_lean_door())


def _connected(address: Address, left: "Callable[[], float]", proxy: "Proxy | None", *, metadata: bool) -> "Any":
    """Return a connection to the proxy, or else to `address`. metadata: whether that may be where a cloud keeps its
    credentials.
    """
    import _socket  # `socket` costs 5 ms to import, most of it for its enums

    class Socket(_socket.socket):
        """A socket that TLS can refer to weakly."""

    host, port = (address.host, address.port) if proxy is None else (proxy.host, proxy.port)
    if not metadata and is_metadata(address.host):
        raise _metadata(address)
    if address.socket:
        places: list[Any] = [(_socket.AF_UNIX, 0, address.socket)]
    else:
        try:
            # The name as bytes: as text Python would import its IDNA codec, 10 ms, although an address is ASCII.
            found = _socket.getaddrinfo(host.encode("ascii"), port, 0, _socket.SOCK_STREAM)
        except _socket.gaierror as error:
            whose = f"Vault at {address}" if proxy is None else f"the proxy {proxy}"
            message = f"the host of {whose} is not known: {words(error)}"
            raise Unreachable(message, _doubt(proxy), worth_retrying=False, sent=False) from None
        places = [(family, protocol, place) for family, _kind, protocol, _name, place in found]
    problem = "no address"
    for number, (family, protocol, place) in enumerate(places):
        if not metadata and proxy is None and family != _socket.AF_UNIX and is_metadata(place[0]):
            raise _metadata(address)
        if address.scheme == "http" and is_loopback(address.host) and not is_loopback(place[0]):
            advice = f"use https://, or http://127.0.0.1:{address.port}"
            problem = f"the name {address.host} leads to another machine, and {address} is not encrypted"
            raise VaultFailure(problem, advice)
        raw = Socket(family, _socket.SOCK_STREAM, protocol)
        raw.settimeout(left() / (len(places) - number))
        try:
            raw.connect(place)
        except OSError as error:
            raw.close()
            problem = "no answer in time" if isinstance(error, TimeoutError) else words(error)
        else:
            return raw
    message = f"{_where(address, proxy)} cannot be reached: {problem}"
    raise Unreachable(message, _doubt(proxy), worth_retrying=True, sent=False)


def _doubt(proxy: "Proxy | None") -> str:
    if proxy is not None:
        return "is it running there, and is the proxy right (`proxy` under [vault], VAULT_PROXY_ADDR or HTTPS_PROXY)?"
    return "is it running there, and is the address right (`address` under [vault], VAULT_AGENT_ADDR or VAULT_ADDR)?"


def _metadata(address: Address) -> VaultFailure:
    advice = "if Vault is really there, write it as address under [vault] of credprovider.toml"
    return VaultFailure(
        f"{address} is where a cloud's machines find their own credentials; nothing is sent to it", advice
    )
