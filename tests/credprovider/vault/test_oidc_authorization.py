"""Where a login is sent to, whatever a server says."""

import json

import pytest

from credprovider.vault.auth.oidc import OidcMethod
from credprovider.vault.failures import VaultFailure
from credprovider.vault.oidc.authorization import Authorization, begin
from tests.credprovider.vault.scripted import client, config, response, scripted


def begun(told: dict[str, object], mode: str = "client", status: int = 200) -> Authorization:
    """Begin a login at a server that answers with `told`."""
    with scripted([response(status, json.dumps({"data": told}).encode())]) as server:
        method = OidcMethod({"method": "oidc", "role": "dev"}, client(config(server.address)))
        return begin(method, mode, "http://localhost:8250/oidc/callback", "nonce")


@pytest.mark.parametrize(
    "url",
    [
        "https://login.example.com/authorize?state=st_1&nonce=2",
        "http://127.0.0.1:8080/authorize?state=st_1",
        "http://localhost/authorize?state=st_1",
    ],
)
def test_an_encrypted_page_or_one_of_this_machine(url: str) -> None:
    found = begun({"auth_url": url})

    assert (found.url, found.state) == (url, "st_1")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd?state=st_1",
        "javascript:alert(1)//?state=st_1",
        "http://login.example.com/?state=st_1",
        "http://127.0.0.1.example.com/?state=st_1",
        "ftp://login.example.com/?state=st_1",
        "ssh://-oProxyCommand=x/?state=st_1",
        "--help?state=st_1",
        "https:///x?state=st_1",
        "https://user:password@login.example.com/?state=st_1",
        "https://good.example\\@evil.example/?state=st_1",
        "https://login.example.com/\x1b[2J?state=st_1",
        "https://login.example.com/\u202e?state=st_1",
        "https://login.example.com/ x?state=st_1",
        "https://[::1/?state=st_1",
        "https://login.example.com/?state=st_1&x=" + "y" * 9000,
    ],
)
def test_any_other_page_is_not_opened(url: str) -> None:
    with pytest.raises(VaultFailure, match="sends the login to") as raised:
        begun({"auth_url": url})
    assert raised.value.message.isprintable()


@pytest.mark.parametrize(
    ("told", "mode", "said"),
    [
        ({"auth_url": "https://x.example/"}, "client", "without the `state`"),
        ({"auth_url": "https://x.example/?state=1&state=2"}, "client", "without the `state`"),
        ({"auth_url": ""}, "client", "begins no login"),
        ({"auth_url": 7}, "client", "begins no login"),
        ({}, "client", "begins no login"),
        ({"auth_url": "https://x.example/?state=1", "state": "1"}, "client", "another callback mode"),
        ({"auth_url": "https://x.example/?state=1"}, "direct", "no callback mode `direct`"),
        ({"auth_url": "https://x.example/", "state": ""}, "device", "without the `state`"),
    ],
)
def test_an_answer_that_begins_nothing(told: dict[str, object], mode: str, said: str) -> None:
    with pytest.raises(VaultFailure, match=said):
        begun(told, mode)


@pytest.mark.parametrize(
    ("written", "seconds"), [("1", 1), ("7", 7), ("0", 1), ("999", 60), ("-1", 5), ("x", 5), (None, 5), ("9" * 99, 5)]
)
def test_how_often_vault_is_asked(written: object, seconds: int) -> None:
    told = {"auth_url": "https://x.example/", "state": "1", "poll_interval": written, "user_code": "A\x1bB"}
    found = begun(told, "device")

    assert (found.interval, found.user_code) == (seconds, "A\\x1bB")


@pytest.mark.parametrize("status", [400, 403, 404, 500, 501])
def test_a_refusal_is_a_sentence(status: int) -> None:
    with pytest.raises(VaultFailure, match="Vault at http"):
        begun({}, status=status)
