from pathlib import Path

import pytest
from jeepney.bus import parse_addresses as theirs  # type: ignore[import-untyped] # it ships no types

from credprovider.dbus.address import parse_addresses, session_bus_sockets
from credprovider.dbus.failures import BusFailure


@pytest.mark.parametrize(
    ("text", "sockets"),
    [
        ("unix:path=/run/user/1000/bus", [b"/run/user/1000/bus"]),
        ("unix:path=/run/user/1000/bus,guid=0123", [b"/run/user/1000/bus"]),
        ("unix:guid=0123,path=/run/user/1000/bus", [b"/run/user/1000/bus"]),
        ("unix:abstract=/tmp/dbus-Xy,guid=0", [b"\0/tmp/dbus-Xy"]),
        ("tcp:host=h,port=1;unix:path=/a;unix:path=/b;", [b"/a", b"/b"]),
        ("unix:path=/tmp/a%20b%2Cc%3b%c3%a9", "/tmp/a b,c;é".encode()),
    ],
)
def test_addresses(text: str, sockets: list[bytes] | bytes) -> None:
    assert parse_addresses(text) == (sockets if isinstance(sockets, list) else [sockets])


@pytest.mark.parametrize("text", ["unix:path=/a%20b,guid=0", "unix:path=/x;unix:abstract=/y%2c"])
def test_the_same_as_jeepney_reads(text: str) -> None:
    found = [value for _, pairs in theirs(text) for key, value in pairs.items() if key in ("path", "abstract")]

    assert [socket.lstrip(b"\0").decode() for socket in parse_addresses(text)] == found


@pytest.mark.parametrize(
    "text",
    ["", ";", "x", "unix:path", "unix:path=%2", "unix:path=%zz", "tcp:host=x", "autolaunch:", "unix:tmpdir=/tmp"],
)
def test_what_leads_nowhere_is_told(text: str) -> None:
    with pytest.raises(BusFailure, match="DBUS_SESSION_BUS_ADDRESS"):
        parse_addresses(text)


def test_without_the_variable_the_socket_of_the_session_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(BusFailure, match="DBUS_SESSION_BUS_ADDRESS is not set"):
        session_bus_sockets()

    (tmp_path / "bus").touch()
    assert session_bus_sockets() == [bytes(tmp_path / "bus")]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:runtime=yes")
    assert session_bus_sockets() == [bytes(tmp_path / "bus")]
