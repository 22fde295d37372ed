"""The connection: on a real bus, and with a bus that lies, which no real one does."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return, new_signal  # type: ignore[import-untyped] # it ships no types
from jeepney.low_level import Endianness  # type: ignore[import-untyped] # it ships no types
from jeepney.wrappers import DBusAddress  # type: ignore[import-untyped] # it ships no types

from credprovider.dbus.address import parse_addresses
from credprovider.dbus.connection import Connection
from credprovider.dbus.failures import BusFailure, ErrorReply
from tests.credprovider.dbus.lying_bus import Script, let_in, lying_bus, receive, saying
from tests.servers.session_bus import private_bus

BUS = "org.freedesktop.DBus"


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[list[bytes]]:
    with private_bus(tmp_path) as address:
        yield parse_addresses(address)


def test_a_real_bus_answers(bus: list[bytes]) -> None:
    connection = Connection(bus)
    own = connection.reply(connection.send_to_bus("GetNameOwner", "s", BUS), "s")
    first, second = connection.send_to_bus("GetId"), connection.send_to_bus("NameHasOwner", "s", "no.such.name")

    assert own == [BUS]
    assert connection.reply(second, "b") == [False]
    assert len(connection.reply(first, "s")[0]) == 32


def test_an_error_of_a_real_bus_keeps_its_name(bus: list[bytes]) -> None:
    connection = Connection(bus)
    serial = connection.send("org.example.Nobody", "/x", "org.example.X", "Do")

    with pytest.raises(ErrorReply) as raised:
        connection.reply(serial, "")
    assert raised.value.name == "org.freedesktop.DBus.Error.ServiceUnknown"


def test_an_answer_of_another_type_is_refused(bus: list[bytes]) -> None:
    connection = Connection(bus)

    with pytest.raises(BusFailure, match="an answer of type `s` where `ao` was expected"):
        connection.reply(connection.send_to_bus("GetId"), "ao")


def test_a_socket_that_is_not_there_is_passed_over(bus: list[bytes], tmp_path: Path) -> None:
    missing = bytes(tmp_path / "missing")

    connection = Connection([missing, *bus])
    assert connection.reply(connection.send_to_bus("NameHasOwner", "s", BUS), "b") == [True]
    with pytest.raises(BusFailure, match="No such file"):
        Connection([missing])
    with pytest.raises(BusFailure, match=r"\\x00nothing-here"):
        Connection([b"\0nothing-here"])


def test_a_call_is_written_as_jeepney_writes_it(tmp_path: Path) -> None:
    seen: list[Message] = []

    def script(client: socket.socket) -> None:
        let_in(client)
        seen.append(receive(client))

    with lying_bus(tmp_path, script) as sockets:
        Connection(sockets).send("org.example.S", "/a/b", "org.example.I", "Do", "sa{ss}", "x", {"k": "v"})

    fields = seen[0].header.fields
    assert seen[0].header.message_type is MessageType.method_call
    assert seen[0].body == ("x", {"k": "v"})
    assert fields == {
        HeaderFields.path: "/a/b",
        HeaderFields.interface: "org.example.I",
        HeaderFields.member: "Do",
        HeaderFields.destination: "org.example.S",
        HeaderFields.signature: "sa{ss}",
    }


@pytest.mark.parametrize("order", list(Endianness))
def test_answers_in_both_byte_orders_and_any_sequence(tmp_path: Path, order: Endianness) -> None:
    def answer(serial: int, signature: str, *values: object) -> bytes:
        message = new_method_return(Message.from_buffer(_call_bytes(serial)), signature, values)
        message.header.endianness = order
        return bytes(message.serialise(serial + 100))

    signal = new_signal(DBusAddress("/p", interface="org.example.I"), "Done", "b", (True,))
    signal.header.endianness = order
    stream = answer(1, "s", ":1.1") + answer(3, "as", ["c"]) + signal.serialise(200) + answer(2, "u", 7)
    with lying_bus(tmp_path, saying(stream)) as sockets:
        connection = Connection(sockets)

        assert connection.reply(2, "u") == [7]
        assert connection.reply(3, "as") == [["c"]]


def test_a_signal_is_waited_for(tmp_path: Path) -> None:
    other = new_signal(DBusAddress("/q", interface="org.example.I"), "Done", "b", (False,)).serialise(1)
    wanted = new_signal(DBusAddress("/p", interface="org.example.I"), "Done", "b", (True,)).serialise(2)
    with lying_bus(tmp_path, saying(other + wanted)) as sockets:
        assert Connection(sockets).signal("/p", "org.example.I", "Done", "b") == [True]


def test_the_words_of_an_error_are_escaped(tmp_path: Path) -> None:
    error = new_error(Message.from_buffer(_call_bytes(1)), "org.example.E", "s", ("\x1b[2J",)).serialise(1)
    with lying_bus(tmp_path, saying(error)) as sockets, pytest.raises(ErrorReply) as raised:
        Connection(sockets).reply(1, "")

    assert str(raised.value) == "org.example.E: \\x1b[2J"


def flood(client: socket.socket) -> None:
    let_in(client)
    noise = new_signal(DBusAddress("/q", interface="org.example.I"), "Noise").serialise(1)
    while True:
        client.sendall(noise * 100)


def reject(client: socket.socket) -> None:
    client.recv(100)
    client.sendall(b"REJECTED ANONYMOUS\r\n")
    client.recv(100)


def babble(client: socket.socket) -> None:
    client.recv(100)
    client.sendall(b"x" * 40_000)
    client.recv(100)


HEADER = b"l\x02\x00\x01"


@pytest.mark.parametrize(
    ("script", "what"),
    [
        (reject, "does not accept this user"),
        (babble, "does not speak D-Bus"),
        (flood, "without end"),
        (saying(b""), "closed the connection"),
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "not D-Bus"),
        (saying(b"l\x02\x00\x02" + bytes(12)), "not D-Bus"),
        (saying(HEADER + b"\xff\xff\xff\x7f" + bytes(8)), "too large"),
        (saying(HEADER + bytes(8) + b"\xff\xff\xff\x7f"), "too large"),
        (saying(HEADER + bytes(8) + b"\x10\0\0\0" + b"\xff" * 16), "variant|type|text|array|shorter|signature"),
        (saying(HEADER + bytes(8) + b"\x08\0\0\0" + b"\x08\x01u\0\x07\0\0\0"), "malformed header"),
    ],
)
def test_a_bus_that_lies_is_refused(tmp_path: Path, script: Script, what: str) -> None:
    # abuse cases 75, 78
    with lying_bus(tmp_path, script) as sockets, pytest.raises(BusFailure, match=what):
        Connection(sockets).reply(1, "s")


def _call_bytes(serial: int) -> bytes:
    from credprovider.dbus.wire import Variant, marshal

    fields = [(1, Variant("o", "/")), (3, Variant("s", "X")), (7, Variant("s", ":1.1"))]
    head = marshal("yyyyuua(yv)", (ord("l"), 1, 0, 1, 0, serial, fields))
    return head + bytes(-len(head) % 8)
