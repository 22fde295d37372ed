"""A connection to a message bus: authentication, method calls, replies and signals.

Source: D-Bus specification, "Message Protocol" and "Authentication Protocol". It blocks without a limit of its own:
the deadline around the whole request ends it.
"""

import os

from credprovider.dbus.failures import BusFailure, ErrorReply
from credprovider.dbus.wire import Reader, Variant, marshal, unmarshal
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from credprovider.dbus.wire import Order

_BUS = "org.freedesktop.DBus"
_CALL, _RETURN, _ERROR, _SIGNAL = 1, 2, 3, 4
_PATH, _INTERFACE, _MEMBER, _ERROR_NAME, _REPLY, _DESTINATION, _SENDER, _SIGNATURE = 1, 2, 3, 4, 5, 6, 7, 8
_MAX_MESSAGE = 1024 * 1024  # bytes; a keyring's answer with a 64 KiB token is the largest that is expected
_MAX_UNASKED = 1000  # messages that are not what is waited for; a bus that sends more does not mean us


class Message:
    """A received message. kind: return, error or signal. fields: header fields by code. signature, body: its values."""

    __slots__ = ("body", "fields", "kind", "signature")

    def __init__(self, kind: int, fields: "dict[int, Any]", signature: str, body: "list[Any]") -> None:
        self.kind = kind
        self.fields = fields
        self.signature = signature
        self.body = body


class Connection:
    """A connection to the bus at the first of `sockets` that answers, with our name registered.

    Raises BusFailure when none does, and when the bus does not let us in.
    """

    def __init__(self, sockets: list[bytes]) -> None:
        self._socket = _connected(sockets)
        self._serial = 0
        self._buffer = b""
        self._kept: dict[int, Message] = {}
        self._authenticate()
        self.send_to_bus("Hello")

    def send(self, service: str, path: str, interface: str, member: str, signature: str = "", *values: "Any") -> int:
        """Send a method call and return its serial, for `reply`: several calls can be on their way at once."""
        self._serial += 1
        fields: list[tuple[int, Variant]] = [
            (_PATH, Variant("o", path)),
            (_INTERFACE, Variant("s", interface)),
            (_MEMBER, Variant("s", member)),
            (_DESTINATION, Variant("s", service)),
        ]
        if signature:
            fields.append((_SIGNATURE, Variant("g", signature)))
        body = marshal(signature, values)
        head = marshal("yyyyuua(yv)", (ord("l"), _CALL, 0, 1, len(body), self._serial, fields))
        self._send_all(head + bytes(-len(head) % 8) + body)
        return self._serial

    def send_to_bus(self, member: str, signature: str = "", *values: "Any") -> int:
        """Send a call to the bus itself and return its serial."""
        return self.send(_BUS, "/org/freedesktop/DBus", _BUS, member, signature, *values)

    def reply(self, serial: int, returns: str) -> "list[Any]":
        """Return the values that the call `serial` is answered with, of the types in `returns`.

        Raises ErrorReply for an error, BusFailure for values of other types and for a broken connection.
        """
        message = self._kept.pop(serial, None) or self._until(lambda got: got.fields.get(_REPLY) == serial)
        if message.kind == _ERROR:
            text = message.body[0] if message.body and isinstance(message.body[0], str) else ""
            raise ErrorReply(visible(str(message.fields.get(_ERROR_NAME, ""))), visible(text))
        return _checked(message, returns)

    def signal(self, path: str, interface: str, member: str, returns: str) -> "list[Any]":
        """Wait for a signal of the object `path` and return its values, of the types in `returns`. Raises BusFailure.

        The signal must have been asked for with AddMatch.
        """
        wanted = {_PATH: path, _INTERFACE: interface, _MEMBER: member}
        message = self._until(
            lambda got: got.kind == _SIGNAL and all(got.fields.get(code) == value for code, value in wanted.items())
        )
        return _checked(message, returns)

    def _until(self, wanted: "Any") -> Message:
        for _ in range(_MAX_UNASKED):
            message = self._receive()
            if wanted(message):
                return message
            serial = message.fields.get(_REPLY)
            if message.kind in (_RETURN, _ERROR) and isinstance(serial, int):
                self._kept[serial] = message
        raise BusFailure("the bus sends messages without end, but not the answer")

    def _receive(self) -> Message:
        start = self._take(16)
        orders: dict[bytes, Order] = {b"l": "little", b"B": "big"}
        order = orders.get(start[:1])
        if order is None or start[3] != 1:
            raise BusFailure("what came from the bus is not D-Bus, version 1")
        body_size = int.from_bytes(start[4:8], order)
        fields_size = int.from_bytes(start[12:16], order)
        if body_size > _MAX_MESSAGE or fields_size > _MAX_MESSAGE:
            raise BusFailure("a D-Bus message is too large")
        head = start + self._take(fields_size + -fields_size % 8)
        body = self._take(body_size)
        pairs = Reader(head[: 16 + fields_size], order, 12).read("a(yv)", 0)
        fields = dict(pairs)
        signature = fields.get(_SIGNATURE, "")
        if not isinstance(signature, str):
            raise BusFailure("a D-Bus message has a malformed header")
        return Message(start[1], fields, signature, unmarshal(signature, body, order))

    def _authenticate(self) -> None:
        identity = str(os.geteuid()).encode("ascii").hex().encode("ascii")
        self._send_all(b"\0AUTH EXTERNAL " + identity + b"\r\n")
        while b"\r\n" not in self._buffer:
            self._fill()
            if len(self._buffer) > 16384:
                raise BusFailure("the bus does not speak D-Bus")
        answer, _, self._buffer = self._buffer.partition(b"\r\n")
        if not answer.startswith(b"OK "):
            raise BusFailure("the session bus does not accept this user")
        self._send_all(b"BEGIN\r\n")

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._fill()
        part, self._buffer = self._buffer[:size], self._buffer[size:]
        return part

    def _fill(self) -> None:
        try:
            part = self._socket.recv(65536)
        except OSError as error:
            raise BusFailure(f"the connection to the session bus broke: {error.strerror}") from None
        if not part:
            raise BusFailure("the session bus closed the connection")
        self._buffer += part

    def _send_all(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise BusFailure(f"the connection to the session bus broke: {error.strerror}") from None


def _checked(message: Message, returns: str) -> "list[Any]":
    if message.signature != returns:
        raise BusFailure(f"an answer of type `{visible(message.signature)}` where `{returns}` was expected")
    return message.body


def _connected(sockets: list[bytes]) -> "Any":
    import _socket  # `socket` costs 5 ms to import, most of it for its enums

    problem = ""
    for address in sockets:
        connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            problem = f"{visible(os.fsdecode(address))}: {error.strerror or error}"
        else:
            return connection
    raise BusFailure(f"the session bus does not answer at {problem}")
