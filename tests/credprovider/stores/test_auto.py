"""The default: the OS keyring where there is one, and cargo's next provider where there is none."""

import json
from pathlib import Path

import pytest

from credprovider.deadline import Deadline
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.stores import auto
from credprovider.stores.secret_service import SecretServiceStore
from tests.credprovider.provider import FOREIGN, INDEX, LOGGED_IN, Provider, request, token
from tests.credprovider.stores.contract import StoreContract
from tests.servers.secret_service import SecretService, bus_without_keyring
from tests.servers.session_bus import dead_bus, stuck_bus

KINDS = pytest.mark.parametrize("kind", ["get", "login", "logout"])


@pytest.fixture
def store(provider: Provider, secret_service: SecretService) -> Provider:
    """A provider with nothing configured, on a desktop with a keyring."""
    provider.extra |= secret_service.environment
    return provider


class TestContract(StoreContract):
    """Where there is a keyring, the contract is kept."""


def answer_and_hint(provider: Provider, kind: str) -> tuple[object, str]:
    said = provider.raw(json.dumps(request(kind, token="abc")).encode())
    return said.lines[0], said.hints


@KINDS
def test_without_a_bus_cargo_goes_on(provider: Provider, kind: str) -> None:
    # conformance 41
    answer, hint = answer_and_hint(provider, kind)

    assert answer == FOREIGN
    assert hint == (
        "cargo-credprovider: the OS keyring is not available (DBUS_SESSION_BUS_ADDRESS is not set, so there is no "
        "session bus here); cargo goes on to the next provider\n"
    )


@KINDS
def test_with_a_dead_bus_cargo_goes_on(provider: Provider, tmp_path: Path, kind: str) -> None:
    provider.extra["DBUS_SESSION_BUS_ADDRESS"] = dead_bus(tmp_path)

    assert answer_and_hint(provider, kind)[0] == FOREIGN


@KINDS
def test_without_a_keyring_on_the_bus_cargo_goes_on(keyring_programs: None, provider: Provider, kind: str) -> None:
    with bus_without_keyring() as service:
        provider.extra |= service.environment
        answer, hint = answer_and_hint(provider, kind)

    assert answer == FOREIGN
    assert "no program on the session bus offers the Secret Service" in hint


def test_a_locked_keyring_is_not_passed_over(store: Provider, secret_service: SecretService) -> None:
    assert store.one(request("login", token="abc")) == LOGGED_IN
    secret_service.lock()

    assert "the keyring that holds the token is locked" in store.error(request())
    assert "no display" in store.error(request("login", token="other"))


def test_a_keyring_that_does_not_answer_is_not_passed_over(provider: Provider, tmp_path: Path) -> None:
    # abuse case 74
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    with stuck_bus(tmp_path) as address:
        provider.extra["DBUS_SESSION_BUS_ADDRESS"] = address
        assert "timed out after 0.3 s" in provider.error(request())


def test_a_route_may_name_it(store: Provider) -> None:
    store.serve("auto")

    assert store.ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]


def test_linux_has_the_secret_service() -> None:
    deadline = Deadline(5, 2)
    route = Route(INDEX, {}, Settings({}, ""), separate=False)

    assert isinstance(auto.native_store(route, deadline), SecretServiceStore)
    deadline.finish()
