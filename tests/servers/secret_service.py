"""A real Secret Service: gnome-keyring-daemon on a private bus with a home of its own, and the states it can be in."""

import contextlib
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, new_method_call  # type: ignore[import-untyped] # it ships no types
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped] # it ships no types
from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped] # it ships no types

from tests.servers.processes import START_SECONDS, Child, StartError, bare_environment
from tests.servers.session_bus import private_bus

PASSWORD = "the keyring's password"
SERVICE = "/org/freedesktop/secrets"
SERVICE_INTERFACE = "org.freedesktop.Secret.Service"
NOTHING = "/"


@dataclass(frozen=True)
class Item:
    """One item of the default collection. secret is None while the collection is locked."""

    label: str
    attributes: Mapping[str, str]
    secret: bytes | None
    content_type: str


@dataclass
class SecretService:
    """A running keyring. bus: its address. home: its private folder. daemon: None on a bus without a keyring."""

    bus: str
    home: Path
    daemon: Child | None

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment for a child process: this bus, this home, no display, PATH and the language."""
        return bare_environment(self.home, DBUS_SESSION_BUS_ADDRESS=self.bus, XDG_RUNTIME_DIR=str(self.home))

    def lock(self) -> None:
        """Lock the default collection; without a display nobody can unlock it by a prompt."""
        self.call(SERVICE, SERVICE_INTERFACE, "Lock", "ao", [self.default()])

    def unlock(self, password: str = PASSWORD) -> None:
        """Unlock the default collection with its password; DBusErrorResponse for a wrong one."""
        interface = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
        with self.connection() as connection:
            secret = (_session(connection), b"", password.encode(), "text/plain")
            _call(connection, SERVICE, interface, "UnlockWithMasterPassword", "o(oayays)", self.default(), secret)

    def delete_default(self) -> None:
        """Delete the default collection: the keyring runs, but there is no default collection."""
        self.call(self.default(), "org.freedesktop.Secret.Collection", "Delete", "")

    def pause(self) -> None:
        """Stop the daemon without ending it: the bus answers, the keyring never does."""
        self._running().pause()

    def resume(self) -> None:
        """Let a paused daemon run on."""
        self._running().resume()

    def stop(self) -> None:
        """End the daemon; the bus stays, with no keyring on it."""
        self._running().stop()

    def default(self) -> str:
        """Return the object path of the default collection, `/` where there is none."""
        path: str = self.call(SERVICE, SERVICE_INTERFACE, "ReadAlias", "s", "default")[0]
        return path

    def items(self) -> list[Item]:
        """Return what lies in the default collection."""
        with self.connection() as connection:
            session = _session(connection)
            paths = _property(connection, self.default(), "org.freedesktop.Secret.Collection", "Items")
            return [_item(connection, session, path) for path in paths]

    def call(self, path: str, interface: str, method: str, signature: str, *arguments: object) -> Any:
        """Call one method of the service on a connection of its own; return the reply's body."""
        with self.connection() as connection:
            return _call(connection, path, interface, method, signature, *arguments)

    @contextlib.contextmanager
    def connection(self) -> Iterator[DBusConnection]:
        """Open a connection to this bus and close it after the block."""
        connection = open_dbus_connection(bus=self.bus)
        try:
            yield connection
        finally:
            connection.close()

    def _running(self) -> Child:
        assert self.daemon is not None, "there is no keyring on this bus"
        return self.daemon


@contextlib.contextmanager
def running_secret_service() -> Iterator[SecretService]:
    """Run a keyring with an unlocked, empty default collection until the block ends."""
    with bus_without_keyring() as service:
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        environment = service.environment
        with Child(
            command, environment=environment, directory=service.home, name="gnome-keyring", text=PASSWORD
        ) as daemon:
            service.daemon = daemon
            _wait_for_default(service, daemon)
            yield service


@contextlib.contextmanager
def bus_without_keyring() -> Iterator[SecretService]:
    """Run a private bus with no keyring on it; its folder is short-named because a socket's path may have 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="keyring-") as name:
        home = Path(name)
        with private_bus(home) as address:
            yield SecretService(address, home, None)


def _wait_for_default(service: SecretService, daemon: Child) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and daemon.process.poll() is None:
        with contextlib.suppress(DBusErrorResponse):  # until the daemon owns its name, the bus answers for it
            if service.default() != NOTHING:
                return
        time.sleep(0.002)
    raise StartError(f"gnome-keyring-daemon did not come up: {daemon.printed()}")


def _call(
    connection: DBusConnection, path: str, interface: str, method: str, signature: str, *arguments: object
) -> Any:
    address = DBusAddress(path, bus_name="org.freedesktop.secrets", interface=interface)
    message = new_method_call(address, method, signature, arguments)
    return unwrap_msg(connection.send_and_get_reply(message, timeout=10))


def _session(connection: DBusConnection) -> str:
    """Open a session of this connection in which secrets travel as they are; return its object path."""
    path: str = _call(connection, SERVICE, SERVICE_INTERFACE, "OpenSession", "sv", "plain", ("s", ""))[1]
    return path


def _property(connection: DBusConnection, path: str, interface: str, name: str) -> Any:
    return _call(connection, path, "org.freedesktop.DBus.Properties", "Get", "ss", interface, name)[0][1]


def _item(connection: DBusConnection, session: str, path: str) -> Item:
    interface = "org.freedesktop.Secret.Item"
    label = _property(connection, path, interface, "Label")
    attributes = _property(connection, path, interface, "Attributes")
    if _property(connection, path, interface, "Locked"):
        return Item(label, attributes, None, "")
    _, _, secret, content_type = _call(connection, path, interface, "GetSecret", "o", session)[0]
    return Item(label, attributes, bytes(secret), content_type)
