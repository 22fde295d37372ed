"""The Secret Service store against a real keyring on a bus of its own, in every state that one can be in."""

import contextlib
import json
import os
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, HeaderFields, new_method_return, new_signal  # type: ignore[import-untyped] # no types

from credprovider.deadline import Deadline
from credprovider.errors import NotFound
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.stores.secret_service import SecretServiceStore
from credprovider.token import Token
from tests.conftest import need
from tests.credprovider.dbus.lying_bus import let_in, lying_bus, receive
from tests.credprovider.provider import (
    CANARY,
    INDEX,
    LOGGED_IN,
    LOGGED_OUT,
    NOT_FOUND,
    PROGRAM,
    Provider,
    request,
    token,
)
from tests.credprovider.stores.contract import HangingContract, LockedContract, StoreContract, UnavailableContract
from tests.servers.secret_service import SERVICE, SERVICE_INTERFACE, SecretService, bus_without_keyring
from tests.servers.session_bus import dead_bus, stuck_bus

SCHEMA = "org.rust-lang.cargo.registry"


@pytest.fixture
def store(provider: Provider, secret_service: SecretService) -> Provider:
    """With nothing configured, every registry is served from the keyring."""
    provider.extra |= secret_service.environment
    return provider


@pytest.fixture
def no_keyring(provider: Provider) -> Iterator[Provider]:
    """A bus without a keyring on it."""
    need("dbus-daemon", "install the Debian package dbus-daemon")
    with bus_without_keyring() as service:
        provider.extra |= service.environment
        yield provider


@pytest.fixture
def unavailable(no_keyring: Provider) -> Provider:
    """A provider that serves a registry from the keyring, where there is none."""
    no_keyring.serve("secret-service")
    return no_keyring


@pytest.fixture
def lock(secret_service: SecretService) -> Callable[[], None]:
    """What locks the keyring."""
    return secret_service.lock


@pytest.fixture
def unlock(secret_service: SecretService) -> Callable[[], None]:
    """What unlocks it."""
    return secret_service.unlock


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


class TestContract(StoreContract, UnavailableContract, LockedContract, HangingContract):
    """The keyring keeps the contract."""


def test_items_have_the_layout_of_cargos_own_provider(store: Provider, secret_service: SecretService) -> None:
    store.ask(request("login", token="abc"), request("login", token="def", name=None, url="https://other.example/"))
    named, unnamed = sorted(secret_service.items(), key=lambda item: item.secret or b"")

    assert named.label == "cargo-registry:alt"
    assert named.attributes == {"url": INDEX, "xdg:schema": SCHEMA}
    assert (named.secret, named.content_type) == (b"abc", "text/plain")
    assert unnamed.label == "cargo-registry:https://other.example/"


def secret_tool(store: Provider, *words: str, text: str = "") -> str:
    program = need("secret-tool", "install the Debian package libsecret-tools")
    return subprocess.run(
        [program, *words], input=text, capture_output=True, text=True, env=store.environment, check=True
    ).stdout


def test_other_programs_read_what_we_wrote_and_we_what_they_wrote(store: Provider) -> None:
    attributes = ("url", INDEX, "xdg:schema", SCHEMA)
    secret_tool(store, "store", "--label=x", *attributes, text="theirs")
    assert store.one(request()) == token("theirs")

    assert store.one(request("login", token="ours")) == LOGGED_IN
    assert secret_tool(store, "lookup", *attributes) == "ours"
    assert store.ask(request("logout"), request()) == [LOGGED_OUT, NOT_FOUND]


def test_one_line_end_after_a_stored_token_is_dropped(store: Provider) -> None:
    # abuse case 34
    secret_tool(store, "store", "--label=x", "url", INDEX, "xdg:schema", SCHEMA, text="abc\n")

    assert store.one(request()) == token("abc")


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "", " ", "\x1b[2J", "é"])
def test_an_item_that_is_no_token_is_not_given_out(store: Provider, text: str) -> None:
    # conformance 43, 55; abuse cases 35, 36
    secret_tool(store, "store", "--label=x", "url", INDEX, "xdg:schema", SCHEMA, text=text)

    assert "the token" in store.error(request())


def test_an_item_of_another_schema_is_not_ours(store: Provider) -> None:
    secret_tool(store, "store", "--label=x", "url", INDEX, text=CANARY)

    assert store.one(request()) == NOT_FOUND


def test_of_several_items_the_newest_is_taken_and_all_are_removed(store: Provider) -> None:
    # abuse case 76
    attributes = ("url", INDEX, "xdg:schema", SCHEMA)
    secret_tool(store, "store", "--label=x", *attributes, "extra", "1", text="old")
    time.sleep(1.1)  # a keyring keeps whole seconds
    secret_tool(store, "store", "--label=x", *attributes, "extra", "2", text="new")

    assert store.ask(request(), request("logout"), request(), request("logout")) == [
        token("new"),
        LOGGED_OUT,
        NOT_FOUND,
        NOT_FOUND,
    ]


def test_a_locked_keyring_is_not_an_empty_one(store: Provider, secret_service: SecretService) -> None:
    # conformance 42; abuse case 74
    store.one(request("login", token=CANARY))
    secret_service.lock()
    start = time.monotonic()

    assert "the keyring that holds the token is locked" in store.error(request())
    assert "the keyring that holds the token is locked" in store.error(request("logout"))
    assert store.one(request(url="sparse+https://other.example/")) == NOT_FOUND
    assert time.monotonic() - start < 2
    secret_service.unlock()
    assert store.one(request()) == token(CANARY)


def test_a_login_into_a_locked_keyring_without_a_display(store: Provider, secret_service: SecretService) -> None:
    secret_service.lock()

    assert "there is no display to ask for its password" in store.error(request("login", token=CANARY))


def test_a_login_into_a_locked_keyring_opens_the_keyrings_own_dialogue(
    store: Provider, secret_service: SecretService
) -> None:
    # The dialogue's program finds no display at this address and gives up, which is a dismissal.
    secret_service.lock()
    store.extra["DISPLAY"] = ":4711"

    assert "the keyring's dialogue was dismissed" in store.error(request("login", token=CANARY))


def test_a_person_unlocks_the_keyring_during_a_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No test can make a person type into a real dialogue; so this keyring is played, up to the stored item.
    said: dict[str, tuple[str, tuple[object, ...]]] = {
        "OpenSession": ("vo", (("s", ""), "/session")),
        "ReadAlias": ("o", ("/collection",)),
        "Get": ("v", (("b", True),)),
        "Unlock": ("aoo", ([], "/prompt")),
        "AddMatch": ("", ()),
        "Prompt": ("", ()),
        "CreateItem": ("oo", ("/item", "/")),
    }
    stored: list[Any] = []

    def keyring(client: socket.socket) -> None:
        let_in(client)
        while not stored:
            call = receive(client)
            member = call.header.fields[HeaderFields.member]
            client.sendall(new_method_return(call, *said[member]).serialise(1))
            if member == "Prompt":
                prompt = DBusAddress("/prompt", interface="org.freedesktop.Secret.Prompt")
                client.sendall(new_signal(prompt, "Completed", "bv", (False, ("ao", []))).serialise(2))
            if member == "CreateItem":
                stored.append(call.body)

    monkeypatch.setenv("DISPLAY", ":0")
    route = Route(INDEX, {}, Settings({}, ""), separate=False)
    with lying_bus(tmp_path, keyring) as sockets, open(os.devnull, "wb") as nowhere:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={sockets[0].decode()}")
        deadline = Deadline(5, nowhere.fileno())
        SecretServiceStore(route, deadline).login(Token("abc"), "alt")
        deadline.finish()

    properties, secret, replace = stored[0]
    assert properties["org.freedesktop.Secret.Item.Label"] == ("s", "cargo-registry:alt")
    assert secret == ("/session", b"", b"abc", "text/plain")
    assert replace


@pytest.mark.parametrize("items", [[], ["/item"]], ids=["nothing stored", "a token"])
def test_no_call_is_left_behind_unanswered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, items: list[str]) -> None:
    # gnome-keyring 42 dies of an OpenSession whose sender has gone.
    said: dict[str, tuple[str, tuple[object, ...]]] = {
        "SearchItems": ("aoao", (items, [])),
        "OpenSession": ("vo", (("s", ""), "/session")),
        "GetSecret": ("(oayays)", (("/session", b"", b"abc", "text/plain"),)),
    }
    calls: list[str] = []
    unanswered: list[str] = []

    def keyring(client: socket.socket) -> None:
        let_in(client)
        while calls[-1:] != ["GetSecret" if items else "SearchItems"]:
            call = receive(client)
            calls.append(call.header.fields[HeaderFields.member])
            if select.select([client], [], [], 0.05)[0]:
                unanswered.append(calls[-1])
            client.sendall(new_method_return(call, *said[calls[-1]]).serialise(1))
        if client.recv(1):
            unanswered.append("a call after the last one")

    route = Route(INDEX, {}, Settings({}, ""), separate=False)
    with (
        lying_bus(tmp_path, keyring) as sockets,
        open(os.devnull, "wb") as nowhere,
        contextlib.suppress(NotFound),
    ):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={sockets[0].decode()}")
        deadline = Deadline(5, nowhere.fileno())
        SecretServiceStore(route, deadline).get()

    deadline.finish()
    assert unanswered == []
    assert calls == (["SearchItems", "OpenSession", "GetSecret"] if items else ["SearchItems"])


def test_no_default_collection(store: Provider, secret_service: SecretService) -> None:
    # abuse case 74
    secret_service.delete_default()

    assert store.one(request()) == NOT_FOUND
    assert "the keyring has no default collection" in store.error(request("login", token=CANARY))


def test_an_item_in_another_collection_is_found(store: Provider, secret_service: SecretService) -> None:
    # abuse case 77
    store.one(request("login", token="abc"))
    secret_service.call(SERVICE, SERVICE_INTERFACE, "SetAlias", "so", "default", "/")

    assert store.one(request()) == token("abc")


def test_a_stopped_keyring_ends_at_the_deadline(store: Provider, secret_service: SecretService) -> None:
    # conformance 85; abuse case 74
    store.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    secret_service.pause()
    start = time.monotonic()

    assert "timed out after 0.3 s waiting for the Secret Service" in store.error(request())
    assert time.monotonic() - start < 1


def test_a_keyring_that_ends_is_told(store: Provider, secret_service: SecretService) -> None:
    store.serve("secret-service")
    secret_service.stop()

    assert "the OS keyring is not available\nno program on the session bus offers the Secret Service" in store.error(
        request()
    )


@pytest.mark.parametrize("kind", ["get", "login", "logout"])
def test_a_bus_without_a_keyring(no_keyring: Provider, kind: str) -> None:
    # conformance 41, 72
    no_keyring.serve("secret-service")
    assert "no program on the session bus offers the Secret Service" in no_keyring.error(request(kind, token=CANARY))


def test_no_bus(provider: Provider) -> None:
    provider.serve("secret-service")
    assert "DBUS_SESSION_BUS_ADDRESS is not set" in provider.error(request())


def test_a_bus_that_is_gone(provider: Provider, tmp_path: Path) -> None:
    provider.serve("secret-service")
    provider.extra["DBUS_SESSION_BUS_ADDRESS"] = dead_bus(tmp_path)

    assert "the session bus does not answer at" in provider.error(request())


def test_a_bus_that_never_answers_ends_at_the_deadline(provider: Provider, tmp_path: Path) -> None:
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    with stuck_bus(tmp_path) as address:
        provider.extra["DBUS_SESSION_BUS_ADDRESS"] = address
        assert "timed out after 0.3 s waiting for the Secret Service" in provider.error(request())


def test_the_hello_does_not_wait_for_the_keyring(store: Provider, secret_service: SecretService) -> None:
    # conformance 6
    secret_service.pause()
    done = subprocess.run(
        [PROGRAM, "--cargo-plugin"], input=b"", capture_output=True, env=store.environment, check=True, timeout=2
    )

    assert json.loads(done.stdout) == {"v": [1]}
