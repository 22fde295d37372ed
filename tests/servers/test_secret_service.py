"""The private Secret Service and the states that tests bring it into."""

import subprocess
from pathlib import Path

import pytest
from jeepney import DBusErrorResponse  # type: ignore[import-untyped] # it ships no types

from tests.servers.secret_service import NOTHING, SecretService, bus_without_keyring, running_secret_service
from tests.servers.session_bus import dead_bus, stuck_bus


@pytest.fixture
def filled(secret_service: SecretService) -> SecretService:
    """The keyring with one item, stored by somebody else's program."""
    command = ["secret-tool", "store", "--label=a label", "url", "https://index.example/"]
    subprocess.run(command, input="a token", text=True, check=True, env=secret_service.environment, timeout=10)
    return secret_service


def test_it_is_unlocked_and_empty(secret_service: SecretService) -> None:
    assert secret_service.default() != NOTHING
    assert secret_service.items() == []


def test_it_keeps_what_a_program_stores(filled: SecretService) -> None:
    (item,) = filled.items()

    assert (item.label, item.secret) == ("a label", b"a token")
    assert item.attributes["url"] == "https://index.example/"


def test_a_locked_keyring_shows_its_items_but_no_secret(filled: SecretService) -> None:
    filled.lock()
    assert filled.items()[0].secret is None

    with pytest.raises(DBusErrorResponse, match="password was invalid"):
        filled.unlock("a wrong one")
    filled.unlock()
    assert filled.items()[0].secret == b"a token"


def test_without_a_default_collection(filled: SecretService) -> None:
    filled.delete_default()

    assert filled.default() == NOTHING


def test_a_paused_keyring_keeps_everybody_waiting(filled: SecretService) -> None:
    command = ["secret-tool", "lookup", "url", "https://index.example/"]
    filled.pause()
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(command, env=filled.environment, timeout=0.5, check=False)
    filled.resume()

    found = subprocess.run(command, env=filled.environment, timeout=10, check=True, capture_output=True)
    assert found.stdout == b"a token"


def test_a_stopped_keyring_leaves_the_bus_without_one(secret_service: SecretService) -> None:
    secret_service.stop()

    with pytest.raises(DBusErrorResponse, match="ServiceUnknown"):
        secret_service.default()


def test_a_bus_without_a_keyring_starts_none(keyring_programs: None) -> None:
    with bus_without_keyring() as service, pytest.raises(DBusErrorResponse, match="ServiceUnknown"):
        service.default()


def test_a_stuck_bus_accepts_and_says_nothing(tmp_path: Path) -> None:
    with stuck_bus(tmp_path) as address:
        service = SecretService(address, tmp_path, None)
        with pytest.raises(TimeoutError):
            service.default()


def test_a_dead_bus_is_not_there(tmp_path: Path) -> None:
    service = SecretService(dead_bus(tmp_path), tmp_path, None)

    with pytest.raises(FileNotFoundError):
        service.default()


def test_nothing_of_the_developer_reaches_it_and_nothing_is_left(
    keyring_programs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    with running_secret_service() as service:
        assert "DISPLAY" not in service.environment
        assert service.environment["DBUS_SESSION_BUS_ADDRESS"] == service.bus
        daemon, home = service.daemon, service.home
    assert daemon is not None
    assert daemon.process.poll() is not None
    assert not home.exists()
