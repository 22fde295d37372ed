"""Registries that are not ours: look-alikes, unencrypted ones, URLs with a password; and nobody is called for them."""

import socket
import time

import pytest

from tests.credprovider.provider import CANARY, FOREIGN, INDEX, LOGGED_IN, NOT_FOUND, Provider, request, token
from tests.servers.session_bus import stuck_bus

OTHER = "sparse+https://registry.example/other/"
ELSEWHERE = "sparse+https://elsewhere.example/"


@pytest.fixture
def served(provider: Provider) -> Provider:
    """A provider that serves two registries from the file store; one of them has a token."""
    provider.file_store(INDEX, OTHER)
    assert provider.one(request("login", token=CANARY)) == LOGGED_IN
    return provider


LOOK_ALIKES = [
    "sparse+https://registry.example.evil/index/",
    "sparse+https://registry.examplex/index/",
    "sparse+https://xregistry.example/index/",
    "sparse+https://registry.example@evil.example/index/",
    "sparse+https://registry.example:444/index/",
    "sparse+https://evil.example/?registry.example/index/",
    "sparse+https://evil.example/#sparse+https://registry.example/index/",
    "sparse+https://evil.example/sparse+https://registry.example/index/",
    "sparse+https://registry.example/index//",
    "sparse+https://registry.example/index/x/",
    "sparse+https://registry.example/index/../index/",
    "sparse+https://registry.example/%69ndex/",
    "sparse+https://registry.example/Index/",
    "sparse+https://registry.example/index.git/",
    "sparse+https://registry.example/index/\r\n",
    "sparse+https://registry.example/index/%0d%0a",
    "sparse+https://registry.example/index/\x00",
    "sparse+https://registry%2eexample/index/",
    "sparse+https://r\u0435gistry.example/index/",
    "sparse+https://xn--rgistry-qgg.example/index/",
    "sparse+http://registry.example/index/",
    "https://registry.example/index/",
    "sparse+sparse+https://registry.example/index/",
    " sparse+https://registry.example/index/",
    "registry.example",
    "alt",
]


@pytest.mark.parametrize("kind", ["get", "login", "logout", "unheard-of"])
def test_look_alikes_are_foreign_whatever_the_kind(served: Provider, kind: str) -> None:
    # conformance 26 to 29, 31; abuse cases 22 to 28
    asked = [request(kind, url=url, token=CANARY) for url in LOOK_ALIKES]

    assert served.ask(*asked) == [FOREIGN] * len(asked)
    assert served.one(request()) == token(CANARY)


def test_a_foreign_registry_causes_no_connection_to_anything(provider: Provider) -> None:
    # conformance 6, 30; abuse cases 29, 30, 73: everything that could be asked is there, and nobody calls, neither
    # before a request nor for a foreign one
    with socket.create_server(("127.0.0.1", 0)) as vault, stuck_bus(provider.root) as bus:
        port = vault.getsockname()[1]
        provider.settings(
            f'[vault]\naddress = "https://127.0.0.1:{port}"\n'
            f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/x"\n'
            f'[registries."{OTHER}"]\nstore = "secret-service"\n'
        )
        provider.extra |= {"DBUS_SESSION_BUS_ADDRESS": bus, "VAULT_TOKEN": "x", "CREDPROVIDER_TIMEOUT": "2"}
        foreign = [f"sparse+https://127.0.0.1:{port}/", "sparse+https://169.254.169.254/latest/", ELSEWHERE]
        kinds = ("get", "login", "logout", "unheard-of")
        start = time.monotonic()
        assert provider.raw(b"").lines == []
        answers = provider.ask(*(request(kind, url=url, name="alt") for url in foreign for kind in kinds))

        assert answers == [FOREIGN] * 12
        assert time.monotonic() - start < 2
        vault.settimeout(0)
        with pytest.raises(BlockingIOError):
            vault.accept()
        assert "timed out" in provider.error(request(url=OTHER))  # the bus is really asked for our own
        assert provider.one(request(url=INDEX))["Err"]["kind"] == "other"
        vault.accept()[0].close()  # and so is Vault


def test_http_is_refused_for_other_machines_alone(provider: Provider) -> None:
    # conformance 37; abuse case 28
    provider.settings('[file]\nprotection = "none"\n')
    arguments = ["--store", "file"]

    assert "no token is sent to" in provider.error(
        request("login", url="sparse+http://registry.example/", token=CANARY, args=arguments)
    )
    local = [f"sparse+http://{host}:8000/" for host in ("127.0.0.1", "localhost", "[::1]")]
    assert provider.ask(*(request(url=url, args=arguments) for url in local)) == [NOT_FOUND] * 3


def test_a_password_in_a_url_is_not_shown(provider: Provider) -> None:
    # abuse case 22
    urls = [f"sparse+{scheme}://me:{CANARY}@registry.example/" for scheme in ("http", "https")]
    for url in urls:
        for kind in ("get", "login", "logout"):
            assert "has a password in it" in provider.error(request(kind, url=url))
