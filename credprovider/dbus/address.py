"""Where the session bus is: DBUS_SESSION_BUS_ADDRESS, else the socket in XDG_RUNTIME_DIR.

Source: D-Bus specification, "Server Addresses".
"""

import os

from credprovider.dbus.failures import BusFailure
from credprovider.visible import visible

_VARIABLE = "DBUS_SESSION_BUS_ADDRESS"


def session_bus_sockets() -> list[bytes]:
    """Return the addresses of Unix sockets to try in turn; an abstract one begins with a zero byte.

    Raises BusFailure when there is none, with the reason.
    """
    written = os.environ.get(_VARIABLE)
    if written:
        return parse_addresses(written)
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.path.exists(os.path.join(runtime, "bus")):
        return [os.fsencode(os.path.join(runtime, "bus"))]
    raise BusFailure(f"{_VARIABLE} is not set, so there is no session bus here")


def parse_addresses(text: str) -> list[bytes]:
    """Return the Unix sockets in `text`, a D-Bus address list; other transports in it are passed over.

    Raises BusFailure for a malformed list, and for one without a Unix socket.
    """
    sockets = []
    for address in text.split(";"):
        transport, colon, rest = address.partition(":")
        if not address:
            continue
        if not colon:
            raise BusFailure(f"{_VARIABLE} is malformed: `{visible(text)}`")
        if transport != "unix":
            continue
        pairs = dict(_pair(part, text) for part in rest.split(",") if part)
        if "path" in pairs:
            sockets.append(pairs["path"])
        elif "abstract" in pairs:
            sockets.append(b"\0" + pairs["abstract"])
        elif pairs.get("runtime") == b"yes" and "XDG_RUNTIME_DIR" in os.environ:
            sockets.append(os.fsencode(os.path.join(os.environ["XDG_RUNTIME_DIR"], "bus")))
    if not sockets:
        raise BusFailure(f"{_VARIABLE} names no Unix socket: `{visible(text)}`")
    return sockets


def _pair(text: str, whole: str) -> tuple[str, bytes]:
    key, equals, value = text.partition("=")
    head, *escaped = os.fsencode(value).split(b"%")
    if equals and all(len(part) >= 2 and _is_hex(part[:2]) for part in escaped):
        return key, head + b"".join(bytes([int(part[:2], 16)]) + part[2:] for part in escaped)
    raise BusFailure(f"{_VARIABLE} is malformed: `{visible(whole)}`")


def _is_hex(digits: bytes) -> bool:
    return all(digit in b"0123456789abcdefABCDEF" for digit in digits)
