"""One request to Vault and its response, over TLS, or without it to an agent on this machine."""

from credprovider.vault.address import Address
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response, read_response
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


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
    raw = _connected(address, left)
    try:
        raw.settimeout(left())
        channel = _channel(raw, address, config)
        channel.settimeout(answering())
        sent = True
        channel.write(request)

        def receive() -> bytes:
            channel.settimeout(answering())
            data: bytes = channel.read()
            return data

        return read_response(receive)
    except TimeoutError:
        message = f"Vault at {address} did not answer in time"
        raise Unreachable(message, worth_retrying=True, sent=sent) from None
    except OSError as error:
        message = f"the connection to Vault at {address} broke: {visible(error.strerror or '')}"
        raise Unreachable(message, worth_retrying=True, sent=sent) from None
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


def _channel(raw: "Any", address: Address, config: VaultConfig) -> "Any":
    if address.scheme != "https":
        return _PlainChannel(raw)
    from credprovider.vault.tls import TlsChannel, uses_lean_door

    return TlsChannel(raw, address.host, config, lean=uses_lean_door())


def _connected(address: Address, left: "Callable[[], float]") -> "Any":
    import _socket  # `socket` costs 5 ms to import, most of it for its enums

    class Socket(_socket.socket):
        """A socket that TLS can refer to weakly."""

    if address.socket:
        places: list[Any] = [(_socket.AF_UNIX, 0, address.socket)]
    else:
        try:
            # The name as bytes: as text Python would import its IDNA codec, 10 ms, although an address is ASCII.
            found = _socket.getaddrinfo(address.host.encode("ascii"), address.port, 0, _socket.SOCK_STREAM)
        except _socket.gaierror as error:
            message = f"the host of Vault at {address} is not known: {visible(error.strerror or '')}"
            raise Unreachable(message, worth_retrying=False, sent=False) from None
        places = [(family, protocol, place) for family, _kind, protocol, _name, place in found]
    problem = "no address"
    for number, (family, protocol, place) in enumerate(places):
        raw = Socket(family, _socket.SOCK_STREAM, protocol)
        raw.settimeout(left() / (len(places) - number))
        try:
            raw.connect(place)
        except OSError as error:
            raw.close()
            problem = "no answer in time" if isinstance(error, TimeoutError) else visible(error.strerror or "")
        else:
            return raw
    message = f"Vault at {address} cannot be reached: {problem}"
    raise Unreachable(message, worth_retrying=True, sent=False)
