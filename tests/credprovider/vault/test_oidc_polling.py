"""Asking Vault again and again whether a login is done, as servers answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from credprovider.vault.auth.oidc import OidcMethod
from credprovider.vault.auth.person import Person
from credprovider.vault.failures import VaultFailure
from credprovider.vault.oidc import polling
from tests.credprovider.vault.scripted import client, config, response, scripted

BEGUN = {"auth_url": "https://login.example.com/device", "state": "st_1", "poll_interval": "1"}
TOKEN = response(200, b'{"auth": {"client_token": "s.1", "lease_duration": 60}}')


class Reader(Person):
    """A person who reads. lines: what they see."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def sees(self, *lines: str) -> None:
        self.lines += lines

    @contextmanager
    def thinking(self) -> Iterator[None]:
        yield


def refused(word: str) -> bytes:
    return response(400, json.dumps({"errors": [word]}).encode())


def polled(*answers: bytes) -> tuple[str, list[str], list[str]]:
    """Log in at a server that answers so after it has begun; return the token, its requests, and what was shown."""
    with scripted([response(200, json.dumps({"data": BEGUN}).encode()), *answers]) as server:
        method = OidcMethod({"method": "oidc", "role": "dev"}, client(config(server.address)))
        reader = Reader()
        issued = polling.log_in(method, reader, "device")
        return issued.token.reveal(), server.whole(), reader.lines


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of each wait, none of which is waited."""
    waited: list[float] = []
    monkeypatch.setattr(polling, "_wait", waited.append)
    return waited


def test_it_is_asked_until_there_is_a_token_and_more_slowly_when_vault_says_so(waits: list[float]) -> None:
    token, requests, shown = polled(
        refused("authorization_pending"), refused("slow_down"), refused("authorization_pending"), TOKEN
    )

    assert token == "s.1"
    assert waits == [1, 1, 6, 6]
    assert all('"state":"st_1"' in asked for asked in requests[1:])
    assert len({asked.partition("client_nonce")[2][:35] for asked in requests}) == 1
    assert "    https://login.example.com/device" in shown


@pytest.mark.parametrize("word", ["authorization failed: access_denied", "authorization failed: expired_token"])
def test_a_login_that_was_refused_or_took_too_long(waits: list[float], word: str) -> None:
    with pytest.raises(VaultFailure, match="refuses the login") as raised:
        polled(refused(f"{word}\x1b[2J"))
    assert raised.value.causes == (word.partition(": ")[2],)


def test_words_that_are_not_known_are_not_shown(waits: list[float]) -> None:
    with pytest.raises(VaultFailure) as raised:
        polled(refused("the code s.secret is wrong"))
    assert raised.value.causes == ()


def test_nobody_finishes_the_login(waits: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "_LONGEST", 0.5)
    with pytest.raises(VaultFailure, match="nobody has finished the login"):
        polled()


def test_a_vault_behind_a_socket_has_no_page_for_a_browser() -> None:
    method = OidcMethod({"method": "oidc"}, client(config("unix:///run/agent.sock")))
    with pytest.raises(VaultFailure, match="a browser cannot come back") as raised:
        polling.log_in(method, Reader(), "direct")
    assert "callback-mode" in raised.value.causes[0]
