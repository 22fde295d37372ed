"""A backend of the keyring library for real, against a keyring of its own, in every state that one can be in."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.credprovider.commands.command_line import command
from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, Provider, request, token
from tests.credprovider.stores.contract import HangingContract, StoreContract, UnavailableContract
from tests.servers.secret_service import SecretService, bus_without_keyring
from tests.servers.session_bus import dead_bus, stuck_bus

BACKEND = "keyring.backends.SecretService.Keyring"
ITEM = "cargo-registry:" + INDEX


@pytest.fixture
def backend(provider: Provider) -> Provider:
    """A provider that serves every registry from the library's Secret Service backend, without a bus."""
    provider.settings(f'[keyring]\nbackend = "{BACKEND}"\n')
    provider.arguments = ("--store", "keyring")
    return provider


@pytest.fixture
def store(backend: Provider, secret_service: SecretService) -> Provider:
    """The same, with an empty keyring."""
    backend.extra |= secret_service.environment
    return backend


@pytest.fixture
def unavailable(backend: Provider) -> Provider:
    """The same, where there is no bus."""
    return backend


@pytest.fixture
def hanging(secret_service: SecretService) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """What stops the keyring's daemon for a while."""

    @contextlib.contextmanager
    def stopped() -> Iterator[None]:
        secret_service.pause()
        try:
            yield
        finally:
            secret_service.resume()

    return stopped


class TestContract(StoreContract, UnavailableContract, HangingContract):
    """The library's backend keeps the contract, but for the locked state: it says so for an absent item too."""


def python(store: Provider, code: str) -> str:
    """Run `code` with the keyring library in the environment of the provider; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", "import keyring\n" + code],
        capture_output=True,
        text=True,
        check=True,
        env=store.environment,
    )
    return done.stdout


def test_the_item_has_our_names(store: Provider, secret_service: SecretService) -> None:
    store.one(request("login", token="abc"))
    (item,) = secret_service.items()

    assert (item.attributes["service"], item.attributes["username"], item.secret) == (ITEM, "token", b"abc")


def test_the_library_reads_what_we_wrote_and_we_what_it_wrote(store: Provider) -> None:
    python(store, f"keyring.set_password({ITEM!r}, 'token', 'theirs\\n')")
    assert store.one(request()) == token("theirs")

    store.one(request("login", token="ours"))
    assert python(store, f"print(keyring.get_password({ITEM!r}, 'token'))") == "ours\n"


@pytest.mark.parametrize("text", [f"{CANARY}\r\nX-Evil: 1", "", " ", f"{CANARY}\x1b[2J", f"{CANARY}é"])
def test_an_item_that_is_no_token_is_not_given_out(store: Provider, text: str) -> None:
    # conformance 43, 55; abuse cases 35, 36
    python(store, f"keyring.set_password({ITEM!r}, 'token', {text!r})")

    assert f"the keyring backend {BACKEND} holds for the registry is no token\nthe token " in store.error(request())


def test_a_locked_keyring_is_not_an_empty_one(store: Provider, secret_service: SecretService) -> None:
    # conformance 42; abuse case 74
    store.one(request("login", token=CANARY))
    secret_service.lock()

    for kind in ("get", "login", "logout"):
        assert f"the keyring backend {BACKEND} is locked" in store.error(request(kind, token=CANARY))
    secret_service.unlock()
    assert store.one(request()) == token(CANARY)


def test_unlock_has_the_backend_open_its_own_dialogue(store: Provider, secret_service: SecretService) -> None:
    # The dialogue's program finds no display here and gives up, which leaves the keyring locked.
    store.settings(f'[keyring]\nbackend = "{BACKEND}"\n[registries."{INDEX}"]\nstore = "keyring"\n')
    assert command(store, "unlock").stdout == "The store `keyring` is unlocked.\n"
    secret_service.lock()

    assert f"the keyring backend {BACKEND} is locked" in command(store, "unlock").stderr


def test_no_default_collection(store: Provider, secret_service: SecretService) -> None:
    # abuse case 74
    secret_service.delete_default()

    assert f"the keyring backend {BACKEND} cannot open a keyring" in store.error(request())


def test_a_bus_without_a_keyring(backend: Provider, keyring_programs: None) -> None:
    # conformance 41
    with bus_without_keyring() as service:
        backend.extra |= service.environment
        said = backend.error(request("login", token=CANARY))

    assert said.startswith(f"the keyring backend {BACKEND} cannot be used here\nThe Secret Service daemon is neither")


def test_a_bus_that_is_gone(backend: Provider, tmp_path: Path) -> None:
    backend.extra["DBUS_SESSION_BUS_ADDRESS"] = dead_bus(tmp_path)
    assert "cannot be used here" in backend.error(request())


def test_a_bus_that_never_answers_ends_at_the_deadline(backend: Provider, tmp_path: Path) -> None:
    backend.extra["CREDPROVIDER_TIMEOUT"] = "0.5"
    with stuck_bus(tmp_path) as address:
        backend.extra["DBUS_SESSION_BUS_ADDRESS"] = address
        assert "timed out after 0.5 s waiting for the keyring backend" in backend.error(request())


HOSTILE = """
import pathlib
from keyring.backend import KeyringBackend
pathlib.Path({marker!r}).write_text("imported")
class Keyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username):
        return "stolen"
    def set_password(self, service, username, password):
        pass
"""


def test_the_librarys_own_choice_is_never_asked_for(store: Provider, tmp_path: Path) -> None:
    # As keyrings.cryptfile does it: a package on the path that brings along a backend of the highest priority.
    installed = tmp_path / "installed"
    (installed / "hostile-1.0.dist-info").mkdir(parents=True)
    marker = tmp_path / "marker"
    (installed / "hostile.py").write_text(HOSTILE.format(marker=str(marker)))
    (installed / "hostile-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n"
    )
    (installed / "hostile-1.0.dist-info" / "entry_points.txt").write_text("[keyring.backends]\nhostile = hostile\n")
    store.extra["PYTHONPATH"] = str(installed)
    assert python(store, f"print(keyring.get_password({ITEM!r}, 'token'))") == "stolen\n"
    marker.unlink()

    store.extra["PYTHON_KEYRING_BACKEND"] = "hostile.Keyring"
    assert store.ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]
    assert not marker.exists()


def test_a_backend_has_to_be_named(backend: Provider) -> None:
    backend.settings("")

    assert 'backend = "keyring.backends.SecretService.Keyring"' in backend.error(request())


@pytest.mark.parametrize(
    "name", ["keyring.backends.SecretServices.Keyring", "keyring.backends.SecretService.Kering", "os.environ"]
)
def test_a_backend_that_is_none(backend: Provider, name: str) -> None:
    backend.settings(f'[keyring]\nbackend = "{name}"\n')

    assert f"the keyring backend {name} is not there\ncheck the name" in backend.error(request())


def test_without_the_library_the_extra_is_named(backend: Provider, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['keyring'] = None\n")
    backend.extra["PYTHONPATH"] = str(tmp_path)

    assert "the keyring library is not installed" in backend.error(request())
    assert "pip install 'cargo-customs[keyring]'" in backend.error(request())


FAILING = """
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError, PasswordSetError
print("noise")
class Keyring(KeyringBackend):
    priority = 1
    def get_password(self, service, username):
        return kept.get(service)
    def set_password(self, service, username, password):
        raise PasswordSetError("cannot store " + password)
    def delete_password(self, service, username):
        pass
kept = {{{item!r}: {secret!r}}}
class Keeps(Keyring):
    def set_password(self, service, username, password):
        pass
class None_(Keyring):
    def get_password(self, service, username):
        raise NoKeyringError("no recommended backend")
class Broken(Keyring):
    def __init__(self):
        raise ValueError("broken")
class Odd(Keyring):
    def get_password(self, service, username):
        return "\\udcff"
"""


@pytest.mark.parametrize(
    ("name", "kind", "what"),
    [
        ("Keyring", "login", "the keyring backend failing.Keyring failed (PasswordSetError)"),
        ("Keyring", "logout", "the keyring backend failing.Keyring still has the token after deleting it"),
        ("Keeps", "login", "the store `keyring` took the token, but gives back another one"),
        ("None_", "get", "the keyring backend failing.None_ found no keyring"),
        ("Broken", "get", "the keyring backend failing.Broken failed (ValueError)"),
        ("Odd", "get", "not printable ASCII"),
    ],
)
def test_a_failure_is_told_without_the_words_of_the_backend(
    backend: Provider, tmp_path: Path, name: str, kind: str, what: str
) -> None:
    # conformance 72, 77, 81; abuse cases 93, 98, 99. `error`, behind this, holds that the token is in no message.
    (tmp_path / "failing.py").write_text(FAILING.format(item=ITEM, secret=CANARY))
    backend.settings(f'[keyring]\nbackend = "failing.{name}"\n')
    backend.extra["PYTHONPATH"] = str(tmp_path)

    assert what in backend.error(request(kind, token=CANARY + "-new"))
