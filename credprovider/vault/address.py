"""Where Vault is: `https://vault.example.com:8200`, with a base path where a proxy stands before it, or a local
agent's socket.
"""

from credprovider.index_url import is_loopback
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

DEFAULT_ADDRESS = "https://127.0.0.1:8200"
_PORTS = {"https": 443, "http": 80, "unix": 80}


class Address:
    """A parsed address. scheme: `https`, `http` or `unix`. host: lower case, an IPv6 address without brackets. port:
    a number.

    base: the path before `/v1`, "" or `/x/y`. socket: the path of a Unix socket, or "".
    """

    __slots__ = ("base", "host", "port", "scheme", "socket")

    def __init__(self, scheme: str, host: str, port: int, base: str, socket: str = "") -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.base = base
        self.socket = socket

    @property
    def authority(self) -> str:
        """Host and port as they stand in a URL and in the Host header; the port is left out when it is the scheme's
        own.
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS.get(self.scheme) else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"unix://{visible(self.socket)}" if self.socket else f"{self.scheme}://{self.authority}{self.base}"


def parse_address(text: str) -> Address:
    """Return the address that `text` is.

    Raises VaultFailure: no scheme, another scheme, no host, a user or password, a query or fragment, a character that
    no URL may contain, a port that is none, and `http` to a host that is not this machine, which would show the Vault
    token to the network.
    """
    shown = visible(text)
    if not (text.isascii() and text.isprintable()) or " " in text or "\\" in text:
        raise VaultFailure(f"the Vault address `{shown}` contains a character that an address must not have")
    scheme, separator, rest = text.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in ("https", "http", "unix"):
        raise VaultFailure(
            f"the Vault address `{shown}` does not begin with https://", f"an address looks like {DEFAULT_ADDRESS}"
        )
    if scheme == "unix":
        if not rest.startswith("/"):
            raise VaultFailure(f"the Vault address `{shown}` has no absolute path, as in unix:///run/vault/agent.sock")
        return Address("unix", "localhost", 80, "", rest)
    if "?" in rest or "#" in rest:
        raise VaultFailure(f"the Vault address `{shown}` has a query or a fragment")
    authority, _, path = rest.partition("/")
    if "@" in authority:
        raise VaultFailure("the Vault address contains a user or password", "take it out; tokens are given otherwise")
    host, port = _host_and_port(authority, scheme, shown)
    if scheme == "http" and not is_loopback(host):
        raise VaultFailure(
            f"the Vault address `{shown}` is not encrypted", "use https://; http:// is accepted for this machine alone"
        )
    return Address(scheme, host, port, _base(path, shown))


def is_metadata(host: str) -> bool:
    """Whether `host` (lower case) is where a cloud's machines find their own credentials: a link-local address, or
    what else is known for that.
    """
    plain = host.removeprefix("::ffff:")
    if plain.startswith("169.254."):
        return plain.replace(".", "").isdigit()
    link_local = plain.startswith(("fe8", "fe9", "fea", "feb")) and ":" in plain
    return link_local or plain in ("fd00:ec2::254", "metadata.google.internal")


def _host_and_port(authority: str, scheme: str, shown: str) -> tuple[str, int]:
    if authority.startswith("["):
        host, bracket, rest = authority[1:].partition("]")
        colon, port = rest[:1], rest[1:]
        good = (
            bool(bracket)
            and colon in ("", ":")
            and ":" in host
            and all(char in "0123456789abcdefABCDEF:." for char in host)
        )
    else:
        host, colon, port = authority.partition(":")
        good = all(char.isalnum() or char in "-._" for char in host)
    if not host or not good:
        raise VaultFailure(f"the Vault address `{shown}` has no proper host name")
    if not colon:
        return host.lower(), _PORTS[scheme]
    if not port.isdigit() or not 0 < int(port[:6]) < 65536:
        raise VaultFailure(f"the Vault address `{shown}` has no proper port")
    return host.lower(), int(port)


def _base(path: str, shown: str) -> str:
    base = path.rstrip("/")
    if not base:
        return ""
    if any(part in ("", ".", "..") for part in base.split("/")) or "%" in base:
        raise VaultFailure(f"the Vault address `{shown}` has a path that could mean another one")
    return "/" + base
