"""Apple's and Windows's keyrings, which cannot run here.

The library's backends for them are run as they are, on stand-ins for what lies below them. That shows what our items
are called there and what is written; that the systems take it is not tested.
"""

import os
from collections.abc import Iterator

import keyring.backends.macOS
import keyring.backends.Windows
import pytest

from credprovider.deadline import Deadline
from credprovider.errors import NotFound, Other, Unavailable, UrlNotSupported
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.stores import auto
from credprovider.stores.keyring import KeyringStore
from credprovider.token import Token
from tests.credprovider.provider import INDEX

pytestmark = pytest.mark.filterwarnings("ignore:Empty usernames")  # cargo's own providers have them
ITEM = "cargo-registry:" + INDEX
ROUTE = Route(INDEX, {}, Settings({}, ""), separate=False)


@pytest.fixture
def deadline() -> Iterator[Deadline]:
    with open(os.devnull, "wb") as nowhere:
        made = Deadline(30, nowhere.fileno())
        yield made
        made.finish()


def native(system: str, deadline: Deadline) -> KeyringStore:
    return KeyringStore(ROUTE, deadline, auto.NATIVE_BACKENDS[system])


class KeychainError(Exception):
    """Any failure of the keychain."""


class NoItemError(KeychainError):
    """There is no such item."""


class DeniedError(KeychainError):
    """The person, or a locked keychain, does not let us."""


class Keychain:
    """Apple's Security framework, as keyring.backends.macOS.api speaks to it."""

    Error, NotFound, KeychainDenied = KeychainError, NoItemError, DeniedError

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.denied = False

    def find_generic_password(self, _keychain: object, service: str, account: str) -> str:
        if self.denied:
            raise self.KeychainDenied
        try:
            return self.items[service, account]
        except KeyError:
            raise self.NotFound from None

    def set_generic_password(self, _keychain: object, service: str, account: str, password: str) -> None:
        self.items[service, account] = password

    def delete_generic_password(self, _keychain: object, service: str, account: str) -> None:
        del self.items[service, account]


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> Keychain:
    made = Keychain()
    monkeypatch.setattr(keyring.backends.macOS, "api", made, raising=False)
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    return made


def test_on_macos_items_are_called_as_cargos_own_provider_calls_them(keychain: Keychain, deadline: Deadline) -> None:
    store = native("darwin", deadline)
    with pytest.raises(NotFound):
        store.get()
    store.login(Token("abc"), "alt")

    assert keychain.items == {(ITEM, ""): "abc"}
    assert store.get().token.reveal() == "abc"
    store.logout()
    assert keychain.items == {}
    with pytest.raises(NotFound):
        store.logout()


def test_on_macos_a_keychain_that_is_denied_is_locked(keychain: Keychain, deadline: Deadline) -> None:
    keychain.denied = True
    store = native("darwin", deadline)

    with pytest.raises(Other, match="is locked"):
        store.get()
    with pytest.raises(Other, match="is locked"):
        store.unlock()


class NoCredentialError(Exception):
    """There is no such credential."""

    winerror, funcname = 1168, "CredRead"


class CredentialManager:
    """Windows's Credential Manager, as win32cred speaks to it."""

    CRED_TYPE_GENERIC = 1
    CRED_PERSIST_ENTERPRISE = 3

    error = NoCredentialError

    def __init__(self) -> None:
        self.items: dict[str, dict[str, object]] = {}

    def CredRead(self, **given: object) -> dict[str, object]:  # noqa: N802 - win32cred's own name
        try:
            return self.items[str(given["TargetName"])]
        except KeyError:
            raise self.error from None

    def CredWrite(self, credential: dict[str, object], _flags: int) -> None:  # noqa: N802 - the same
        blob = str(credential["CredentialBlob"]).encode("utf-16-le")
        self.items[str(credential["TargetName"])] = {**credential, "CredentialBlob": blob}

    def CredDelete(self, **given: object) -> None:  # noqa: N802 - the same
        del self.items[str(given["TargetName"])]


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> CredentialManager:
    made = CredentialManager()
    monkeypatch.setattr(keyring.backends.Windows, "win32cred", made, raising=False)
    monkeypatch.setattr(keyring.backends.Windows, "pywintypes", made, raising=False)
    monkeypatch.setattr(keyring.backends.Windows, "missing_deps", False)
    return made


def test_on_windows_items_are_called_as_cargos_own_provider_calls_them(
    credentials: CredentialManager, deadline: Deadline
) -> None:
    store = native("win32", deadline)
    for text in ("abc", "d" * 1280):
        store.login(Token(text), "alt")
        assert store.get().token.reveal() == text

    assert credentials.items[ITEM]["CredentialBlob"] == ("d" * 1280).encode("utf-16-le")
    store.logout()
    assert credentials.items == {}


def test_on_windows_a_token_that_does_not_fit_is_refused_before_anything_is_changed(
    credentials: CredentialManager, deadline: Deadline
) -> None:
    store = native("win32", deadline)
    store.login(Token("abc"), "alt")

    with pytest.raises(Other, match="the token has 1281 characters, and Windows's Credential Manager takes 1280"):
        store.login(Token("d" * 1281), "alt")
    assert store.get().token.reveal() == "abc"


def test_on_windows_what_cargos_own_provider_wrote_is_not_taken_for_a_token(
    credentials: CredentialManager, deadline: Deadline
) -> None:
    credentials.items[ITEM] = {"CredentialBlob": b"abcd", "UserName": None}

    with pytest.raises(Other, match="is no token") as raised:
        native("win32", deadline).get()
    assert "cargo:wincred" in raised.value.causes[1]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_a_backend_of_another_system_is_not_available(system: str, deadline: Deadline) -> None:
    with pytest.raises(Unavailable, match="cannot be used here"):
        native(system, deadline).get()


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_by_default_it_is_the_systems_own_keyring_or_cargos_next_provider(
    system: str, deadline: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", system)

    with pytest.raises(UrlNotSupported, match=r"cannot be used here \(.* cargo goes on to the next provider"):
        auto.AutoStore(ROUTE, deadline).get()
