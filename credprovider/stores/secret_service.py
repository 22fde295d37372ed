"""The desktop's keyring on Linux: any Secret Service on the session bus (GNOME Keyring, KWallet, KeePassXC).

Items are laid out as cargo's own `cargo:libsecret` lays them out, so that each reads what the other wrote, and
removing this provider loses nothing. Source: Secret Service API Draft 0.2, and cargo 1.95 by reading across in both
directions.

The secret crosses the bus in a plain session: the session bus is a socket of the same user, and whoever can listen on
it can ask for the secret as well.
"""

import os
from time import sleep

from credprovider.dbus.address import session_bus_sockets
from credprovider.dbus.connection import Connection
from credprovider.dbus.failures import BusFailure, ErrorReply
from credprovider.dbus.wire import Variant
from credprovider.errors import NotFound, Other, Unavailable
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_BUS = "org.freedesktop.secrets"
_ROOT = "/org/freedesktop/secrets"
_SERVICE = "org.freedesktop.Secret.Service"
_ITEM = "org.freedesktop.Secret.Item"
_COLLECTION = "org.freedesktop.Secret.Collection"
_PROMPT = "org.freedesktop.Secret.Prompt"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCHEMA = "org.rust-lang.cargo.registry"
_NOWHERE = "/"
_PAUSES = (
    0.05,
    0.1,
    0.2,
)  # seconds: on a busy machine gnome-keyring 42 had no default for a moment, after a killed login
_ABSENT = ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner")
_GONE = (  # what keyrings say of an item that another process has removed since it was found
    "org.freedesktop.Secret.Error.NoSuchObject",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.DBus.Error.UnknownMethod",
)
_SEARCHES = 3


class SecretServiceStore(Store):
    """Tokens in the user's keyring. Raises Other, with different words, when there is no keyring, when it is locked,
    and when it has no default collection: none of that is `not found`.
    """

    def get(self) -> Found:
        """Return the token; of several items for the registry the one that was changed last. NotFound when there is
        none.

        Never asks the person anything: cargo may run in the background of an editor.
        """
        with _Keyring(self) as keyring:
            for searches_left in reversed(range(_SEARCHES)):
                unlocked, locked = keyring.search()
                if not unlocked:
                    break
                try:
                    return Found(stored_token(keyring.secret(keyring.newest(unlocked))))
                except ErrorReply as reply:
                    if reply.name not in _GONE or not searches_left:
                        raise
        if locked:
            raise _locked("the keyring that holds the token is locked")
        raise NotFound

    def urls(self) -> list[str]:
        """Return the index URLs of all items that cargo or we have made, locked ones included."""
        with _Keyring(self) as keyring:
            return keyring.urls()

    def state(self) -> str:
        """Return what a login would meet: "available", "locked" or "no-default-collection". Asks the person nothing."""
        with _Keyring(self) as keyring:
            return keyring.state()

    def login(self, token: Token, label: str) -> None:
        """Write the token to the default collection, replacing cargo's or our own item for the registry.

        A locked collection is unlocked by the desktop's own dialogue, where there is a display to show it.
        """
        with _Keyring(self) as keyring:
            keyring.create(f"cargo-registry:{label}", token)

    def unlock(self) -> bool:
        """Unlock the default collection by the desktop's own dialogue."""
        with _Keyring(self) as keyring:
            keyring.unlock(keyring.default_collection())
        return True

    def logout(self) -> None:
        """Delete every item for the registry. NotFound when there was none."""
        with _Keyring(self) as keyring:
            unlocked, locked = keyring.search()
            if locked:
                raise _locked("the keyring that holds the token is locked")
            if not [item for item in unlocked if keyring.delete(item)]:
                raise NotFound
            if any(keyring.search()):
                raise Other("the keyring still has the token after deleting it")


class _Keyring:
    """One conversation with the Secret Service, from `with` to its end, where failures of the bus become Other."""

    def __init__(self, store: SecretServiceStore) -> None:
        self._deadline = store.deadline
        self._attributes = {"url": store.route.url, "xdg:schema": _SCHEMA}

    def __enter__(self) -> "_Keyring":
        self._deadline.waiting_for("the Secret Service on the session bus")
        try:
            self._bus = Connection(session_bus_sockets())
        except BusFailure as failure:
            raise _unavailable(str(failure)) from None
        self._opened = ""
        return self

    def __exit__(self, kind: object, problem: object, _trace: object) -> None:
        if isinstance(problem, ErrorReply) and problem.name in _ABSENT:
            raise _unavailable("no program on the session bus offers the Secret Service") from None
        if isinstance(problem, BusFailure):
            raise _failed(problem) from None

    def search(self) -> tuple[list[str], list[str]]:
        """Return the paths of the registry's items, unlocked and locked ones, in all collections."""
        unlocked, locked = self._call("aoao", _ROOT, _SERVICE, "SearchItems", "a{ss}", self._attributes)
        return unlocked, locked

    def urls(self) -> list[str]:
        """Return the index URL of every item of cargo's schema, each once."""
        unlocked, locked = self._call("aoao", _ROOT, _SERVICE, "SearchItems", "a{ss}", {"xdg:schema": _SCHEMA})
        found = [
            self._call("v", item, _PROPERTIES, "Get", "ss", _ITEM, "Attributes")[0] for item in [*unlocked, *locked]
        ]
        urls = [item["url"] for item in found if isinstance(item, dict) and isinstance(item.get("url"), str)]
        return list(dict.fromkeys(urls))

    def newest(self, items: list[str]) -> str:
        """Return the item that was modified last, the later path where that is equal."""
        if len(items) == 1:
            return items[0]
        return max(
            items, key=lambda item: (self._call("v", item, _PROPERTIES, "Get", "ss", _ITEM, "Modified")[0], item)
        )

    def secret(self, item: str) -> bytes:
        """Return the secret of an unlocked item."""
        (_session, _parameters, value, _content_type) = self._call(
            "(oayays)", item, _ITEM, "GetSecret", "o", self._session()
        )[0]
        return bytes(value)

    def state(self) -> str:
        """Return the state of the default collection, as `SecretServiceStore.state` has it."""
        (collection,) = self._call("o", _ROOT, _SERVICE, "ReadAlias", "s", "default")
        if collection == _NOWHERE:
            return "no-default-collection"
        (locked,) = self._call("v", collection, _PROPERTIES, "Get", "ss", _COLLECTION, "Locked")
        return "locked" if locked else "available"

    def default_collection(self) -> str:
        """Return the path of the collection that new items go into. Raises Other when there is none."""
        for pause in _PAUSES:
            (collection,) = self._call("o", _ROOT, _SERVICE, "ReadAlias", "s", "default")
            if collection != _NOWHERE:
                break
            sleep(pause)
        else:
            raise Other(
                "the keyring has no default collection",
                ("create one, named Login or default, in the desktop's keyring program",),
            )
        return str(collection)

    def create(self, label: str, token: Token) -> None:
        """Create the registry's item in the default collection, or replace it; unlock the collection before, if need
        be.
        """
        collection = self.default_collection()
        self.unlock(collection)
        properties = {
            "org.freedesktop.Secret.Item.Label": Variant("s", label),
            "org.freedesktop.Secret.Item.Attributes": Variant("a{ss}", self._attributes),
        }
        secret = (self._session(), b"", token.reveal().encode("ascii"), "text/plain")
        _item, prompt = self._call(
            "oo", collection, _COLLECTION, "CreateItem", "a{sv}(oayays)b", properties, secret, True
        )
        self._confirm(prompt)

    def delete(self, item: str) -> bool:
        """Delete an unlocked item. Return whether it was there."""
        try:
            (prompt,) = self._call("o", item, _ITEM, "Delete")
        except ErrorReply as reply:
            if reply.name not in _GONE:
                raise
            return False
        self._confirm(prompt)
        return True

    def unlock(self, collection: str) -> None:
        """Unlock the collection; the desktop asks for its password, where there is a display to ask on."""
        (locked,) = self._call("v", collection, _PROPERTIES, "Get", "ss", _COLLECTION, "Locked")
        if locked:
            if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
                raise _locked("the keyring is locked, and there is no display to ask for its password")
            _unlocked, prompt = self._call("aoo", _ROOT, _SERVICE, "Unlock", "ao", [collection])
            self._confirm(prompt)

    def _confirm(self, prompt: str) -> None:
        """Let the keyring show its own dialogue, when it wants to, and wait for the person."""
        if prompt == _NOWHERE:
            return
        rule = f"type='signal',interface='{_PROMPT}',path='{prompt}'"
        self._bus.send_to_bus("AddMatch", "s", rule)
        self._deadline.suspend()
        self._call("", prompt, _PROMPT, "Prompt", "s", "")
        dismissed = self._bus.signal(prompt, _PROMPT, "Completed", "bv")[0]
        self._deadline.resume()
        if dismissed:
            raise Other("the keyring's dialogue was dismissed; nothing was changed")

    def _session(self) -> str:
        """Open the session for secrets to travel in, when the first of them does, and wait for it.

        Not sent ahead together with another call: gnome-keyring 42 crashes on an OpenSession whose sender has left the
        bus before it comes to it, as we do when nothing is found.
        """
        if not self._opened:
            _output, session = self._call("vo", _ROOT, _SERVICE, "OpenSession", "sv", "plain", Variant("s", ""))
            self._opened = str(session)
        return self._opened

    def _send(self, path: str, interface: str, member: str, signature: str = "", *values: "Any") -> int:
        return self._bus.send(_BUS, path, interface, member, signature, *values)

    def _call(
        self, returns: str, path: str, interface: str, member: str, signature: str = "", *values: "Any"
    ) -> "list[Any]":
        return self._bus.reply(self._send(path, interface, member, signature, *values), returns)


def _unavailable(reason: str) -> Unavailable:
    advice = 'start a keyring, or name another store in $CARGO_HOME/credprovider.toml: store = "vault" or "file"'
    return Unavailable("the OS keyring is not available", (reason, advice))


def _failed(failure: BusFailure) -> Other:
    return Other("the keyring answered with an error", (str(failure),))


def _locked(reason: str) -> Other:
    return Other(reason, ("unlock it with `cargo credprovider unlock`, or in the desktop's keyring program",))
