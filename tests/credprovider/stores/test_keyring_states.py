"""Everything that can be wrong with a keyring, for every kind of request: answered in time, in words, and never with
`not-found` for a keyring that could not be asked.
"""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.canary import CANARY
from tests.credprovider.dbus.lying_bus import Reply, Script, keyring_saying, let_in, lying_bus, saying
from tests.credprovider.provider import INDEX, LOGGED_OUT, NOT_FOUND, Provider, request, token
from tests.servers.secret_service import SecretService, bus_without_keyring
from tests.servers.session_bus import dead_bus, stuck_bus

KINDS = pytest.mark.parametrize("kind", ["get", "login", "logout"])
UNKNOWN = "org.freedesktop.DBus.Error.UnknownMethod"
OPENED: Reply = ("vo", (("s", ""), "/session"))
ONE: Reply = ("aoao", (["/item"], []))
NONE: Reply = ("aoao", ([], []))


def secret(value: bytes) -> Reply:
    """Return the reply to GetSecret that holds `value`."""
    return "(oayays)", (("/session", b"", value, "text/plain"),)


@pytest.fixture
def asking(provider: Provider) -> Provider:
    """A provider that serves one registry from the keyring, and gives it a second."""
    provider.serve("secret-service")
    provider.extra["CREDPROVIDER_TIMEOUT"] = "1"
    return provider


@contextmanager
def unset() -> Iterator[dict[str, str]]:
    yield {}


@contextmanager
def dead(folder: Path) -> Iterator[dict[str, str]]:
    yield {"DBUS_SESSION_BUS_ADDRESS": dead_bus(folder)}


@contextmanager
def stuck(folder: Path) -> Iterator[dict[str, str]]:
    with stuck_bus(folder) as address:
        yield {"DBUS_SESSION_BUS_ADDRESS": address}


@contextmanager
def alone() -> Iterator[dict[str, str]]:
    with bus_without_keyring() as service:
        yield service.environment


@KINDS
@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("unset", "DBUS_SESSION_BUS_ADDRESS is not set"),
        ("dead", "the session bus does not answer at"),
        ("stuck", "timed out after 1 s waiting for the Secret Service"),
        ("alone", "no program on the session bus offers the Secret Service"),
    ],
)
def test_a_bus_that_cannot_be_used(
    asking: Provider, keyring_programs: None, tmp_path: Path, kind: str, state: str, says: str
) -> None:
    # conformance 41, 85; abuse case 74
    states = {"unset": unset(), "dead": dead(tmp_path), "stuck": stuck(tmp_path), "alone": alone()}
    start = time.monotonic()
    with states[state] as variables:
        asking.extra |= variables
        assert says in asking.error(request(kind, token=CANARY))
    assert time.monotonic() - start < 5


@KINDS
def test_a_keyring_that_was_stopped(asking: Provider, secret_service: SecretService, kind: str) -> None:
    # conformance 85; abuse case 74
    asking.extra |= secret_service.environment
    secret_service.pause()
    start = time.monotonic()

    assert "timed out after 1 s waiting for the Secret Service" in asking.error(request(kind, token=CANARY))
    assert time.monotonic() - start < 5
    secret_service.resume()
    assert asking.one(request()) == NOT_FOUND


@KINDS
def test_a_keyring_without_a_default_collection(asking: Provider, secret_service: SecretService, kind: str) -> None:
    # abuse case 74
    asking.extra |= secret_service.environment
    secret_service.delete_default()
    said = asking.one(request(kind, token=CANARY))

    assert said["Err"]["kind"] == ("other" if kind == "login" else "not-found")


@pytest.mark.parametrize("extra", [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "nobody", "CI": "true"}])
def test_a_get_and_a_logout_open_no_dialogue(
    asking: Provider, secret_service: SecretService, extra: dict[str, str]
) -> None:
    # conformance 42, 60; abuse case 74: cargo may run in the background of an editor
    asking.extra |= secret_service.environment
    asking.one(request("login", token=CANARY))
    secret_service.lock()
    asking.extra |= extra
    for kind in ("get", "logout"):
        assert asking.error(request(kind)).startswith("the keyring that holds the token is locked\nunlock it with")


ENDLESS = b"l\x02\x00\x01\xff\xff\x0f\x00" + bytes(8)
TOO_LARGE = b"l\x02\x00\x01\xff\xff\xff\x7f" + bytes(8)


def staying(script: Script) -> Script:
    """Return a script that does the same and then stays until the client goes."""

    def stay(client: socket.socket) -> None:
        script(client)
        while client.recv(65536):
            pass

    return stay


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (keyring_saying({"OpenSession": OPENED, "SearchItems": ("s", ("x",))}), "an answer of type `s`"),
        (keyring_saying({"OpenSession": OPENED, "SearchItems": ("aoau", (["/item"], [7]))}), "of type `aoau`"),
        (keyring_saying({"OpenSession": ("s", ("x",)), "SearchItems": ONE}), "an answer of type `s`"),
        (
            keyring_saying({"OpenSession": OPENED, "SearchItems": ("org.example.E", ("\x1b[2J\r\n\u202e",))}),
            "org.example.E: \\x1b[2J\\x0d\\x0a\\u202e",
        ),
        (keyring_saying({"OpenSession": OPENED, "SearchItems": ONE, "GetSecret": ("s", (CANARY,))}), "type `s`"),
        (keyring_saying({"OpenSession": OPENED, "SearchItems": ONE, "GetSecret": (UNKNOWN, ("",))}), UNKNOWN),
        (
            keyring_saying(
                {"OpenSession": OPENED, "SearchItems": ONE, "GetSecret": secret(f"{CANARY}\r\nX: 1".encode())}
            ),
            "not printable ASCII",
        ),
        (keyring_saying({"OpenSession": OPENED, "SearchItems": ONE, "GetSecret": secret(b"")}), "the token is empty"),
        (
            keyring_saying({"OpenSession": OPENED, "SearchItems": ONE, "GetSecret": secret(b"x" * 100_000)}),
            "longer than 64 KiB",
        ),
        (keyring_saying({"OpenSession": OPENED, "SearchItems": ("aoao", ([], ["/item"]))}), "is locked"),
        (keyring_saying({"OpenSession": OPENED}), "timed out after 1 s"),
        (staying(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")), "not D-Bus"),
        (staying(saying(ENDLESS)), "timed out after 1 s"),
        (staying(saying(TOO_LARGE)), "too large"),
        (let_in, "the session bus closed the connection|the connection to the session bus broke"),
        (staying(lambda client: client.sendall(b"REJECTED\r\n")), "does not accept this user"),
    ],
)
def test_a_keyring_that_lies(asking: Provider, tmp_path: Path, script: Script, says: str) -> None:
    # conformance 43, 55; abuse cases 21, 35, 36, 74, 75, 78
    with lying_bus(tmp_path, script) as sockets:
        asking.extra["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={sockets[0].decode()}"
        said = asking.error(request())
    assert any(each in said for each in says.split("|")), said


def test_an_item_that_is_gone_when_it_is_read_is_looked_for_again(asking: Provider, tmp_path: Path) -> None:
    # abuse case 82
    replies: dict[str, Reply | list[Reply]] = {
        "OpenSession": OPENED,
        "SearchItems": [ONE, ONE],
        "GetSecret": [(UNKNOWN, ("gone",)), secret(b"abc")],
    }
    with lying_bus(tmp_path, keyring_saying(replies)) as sockets:
        asking.extra["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={sockets[0].decode()}"
        assert asking.one(request()) == token("abc")


@pytest.mark.parametrize(
    ("found", "deleted", "answer"),
    [
        ([ONE, NONE], ("o", ("/",)), LOGGED_OUT),
        ([ONE], (UNKNOWN, ("gone",)), NOT_FOUND),
    ],
    ids=["ours", "by-another-process"],
)
def test_a_logout_removes_what_is_there(
    asking: Provider, tmp_path: Path, found: list[Reply], deleted: Reply, answer: object
) -> None:
    # conformance 74; abuse cases 82, 98
    script = keyring_saying({"OpenSession": OPENED, "SearchItems": found, "Delete": deleted})
    with lying_bus(tmp_path, script) as sockets:
        asking.extra["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={sockets[0].decode()}"
        assert asking.one(request("logout")) == answer


@pytest.mark.parametrize(
    ("deleted", "says"),
    [
        (("o", ("/",)), "the keyring still has the token after deleting it"),
        (("org.freedesktop.Secret.Error.IsLocked", ("locked",)), "org.freedesktop.Secret.Error.IsLocked"),
    ],
)
def test_a_logout_that_removed_nothing_is_an_error(asking: Provider, tmp_path: Path, deleted: Reply, says: str) -> None:
    # conformance 72, 74; abuse case 98
    script = keyring_saying({"OpenSession": OPENED, "SearchItems": ONE, "Delete": deleted})
    with lying_bus(tmp_path, script) as sockets:
        asking.extra["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={sockets[0].decode()}"
        assert says in asking.error(request("logout"))


def test_a_login_that_the_keyring_forgets_at_once_is_an_error(asking: Provider, tmp_path: Path) -> None:
    # conformance 72; abuse case 99: never not-found, or cargo would hand the token to the next provider
    replies = {
        "OpenSession": OPENED,
        "ReadAlias": ("o", ("/collection",)),
        "Get": ("v", (("b", False),)),
        "CreateItem": ("oo", ("/item", "/")),
        "SearchItems": NONE,
    }
    with lying_bus(tmp_path, keyring_saying(replies), clients=2) as sockets:
        asking.extra["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={sockets[0].decode()}"
        assert "took the token, but gives back nothing" in asking.error(request("login", token=CANARY))


def test_the_attributes_are_those_of_the_registry_alone(asking: Provider, secret_service: SecretService) -> None:
    # abuse case 78: any program of the user's may own the name on the bus and is trusted with this, and no more
    asking.extra |= secret_service.environment
    said = asking.raw(json.dumps(request("login", token="abc", args=[])).encode())

    assert said.hints == ""
    (item,) = secret_service.items()
    assert item.attributes == {"url": INDEX, "xdg:schema": "org.rust-lang.cargo.registry"}
