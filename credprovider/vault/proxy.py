"""Web proxies on the way to Vault: which one, if any, and what it is called. Imported only where one is named."""

import os

from credprovider.token import Secret
from credprovider.vault.address import Address
from credprovider.vault.failures import VaultFailure

_PORTS = {"http": 80, "https": 443}
_SHAPE = "a proxy is written as http://proxy.example.com:3128, with user:password@ before the host where it needs them"


class Proxy:
    """A web proxy. scheme: `http` or `https`, which is how it is spoken to itself. host: without brackets. port: a
    number. authorization: the value of the header Proxy-Authorization, or None.

    As a text it is its URL, without user and password.
    """

    __slots__ = ("authorization", "host", "port", "scheme")

    def __init__(self, scheme: str, host: str, port: int, authorization: Secret | None) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.authorization = authorization

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def parse_proxy(text: str, what: str = "the proxy's address") -> Proxy:
    """Return the proxy at the URL `text`. what: where it stands, for sentences, in which `text` itself is not shown,
    since it may hold a password.

    Raises VaultFailure: another scheme than http and https, no host, no proper port, a path, a character that no URL
    may contain.
    """
    scheme, separator, rest = text.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in _PORTS:
        raise VaultFailure(f"{what} does not begin with http:// or https://", _SHAPE)
    userinfo, at, place = rest.removesuffix("/").rpartition("@")
    host, port = _host_and_port(place)
    port = port or str(_PORTS[scheme])
    good = bool(host) and port.isdigit() and len(port) < 6 and 0 < int(port) < 65536
    if not good or not (text.isascii() and text.isprintable()) or any(char in userinfo for char in " /?#\\"):
        raise VaultFailure(f"{what} is not one", _SHAPE)
    return Proxy(scheme, host.lower(), int(port), _basic(userinfo) if at else None)


def proxy_for(address: Address, explicit: Proxy | None) -> Proxy | None:
    """Return the proxy through which `address` is reached, None for the straight way.

    explicit: the one that the settings or Vault's own variables name. It is used for every host. Without it HTTPS_PROXY
    and NO_PROXY decide, or their lower-case forms. Raises VaultFailure when the proxy cannot be used.

    Source: OpenBao api/client.go v2.6.2, and what it stands on, golang.org/x/net/http/httpproxy. As there, the ordinary
    variables never apply to this machine.
    """
    if explicit is not None:
        if address.scheme != "https":
            advice = "what is sent to an unencrypted address could be read by the proxy; unset it for cargo"
            raise VaultFailure(f"a proxy is named for Vault at {address}, which is not encrypted", advice)
        return explicit
    name = "HTTPS_PROXY" if os.environ.get("HTTPS_PROXY") else "https_proxy"
    written = os.environ.get(name, "")
    if not written or address.scheme != "https":
        return None
    from credprovider.vault.no_proxy import is_direct

    if is_direct(address.host, address.port, os.environ.get("NO_PROXY") or os.environ.get("no_proxy", "")):
        return None
    return parse_proxy(written if "://" in written else f"http://{written}", f"the proxy in {name}")


def _host_and_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        good = ":" in host and all(char in "0123456789abcdefABCDEF:." for char in host) and rest[:1] in ("", ":")
        return (host if good else ""), rest[1:]
    host, _, port = place.partition(":")
    return (host if all(char.isalnum() or char in "-._" for char in host) else ""), port


def _basic(userinfo: str) -> Secret:
    from binascii import b2a_base64
    from urllib.parse import unquote_to_bytes

    user, _, password = userinfo.partition(":")
    pair = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return Secret(f"Basic {b2a_base64(pair, newline=False).decode('ascii')}")
