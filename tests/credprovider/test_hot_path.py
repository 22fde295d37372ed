"""What a `get` may import. Every module here was weighed; `json`, `re`, `enum`, `socket`, `ssl` are each worth 2 to
12 ms.

A line more in one of these lists is a decision: measure it first.
"""

import json
import subprocess
import sys

import pytest

from tests.credprovider.provider import INDEX, Provider, request
from tests.servers.secret_service import SecretService
from tests.servers.vault_server import VaultServer

FOREIGN = {
    *(
        f"credprovider{name}"
        for name in (
            *("", ".launch", ".plugin", ".errors", ".protocol", ".json_text", ".token", ".visible", ".route"),
            *(".router", ".index_url", ".settings", ".settings_cache", ".private_file"),
        )
    ),
}
"""For a registry that is not ours: cargo may ask about every registry there is."""

COMMON = FOREIGN | {
    "_thread",
    "resource",
    *(f"credprovider{name}" for name in (".service", ".deadline", ".jwt", ".stores", ".stores.interface")),
}
FILE = {"credprovider.stores.file", "fcntl"}
SECRET_SERVICE = {
    "credprovider.stores.secret_service",
    *(f"credprovider.dbus{name}" for name in ("", ".address", ".connection", ".failures", ".wire")),
    "_socket",
}
VAULT = {
    "credprovider.stores.vault",
    *(
        f"credprovider.vault{name}"
        for name in (
            "",
            ".address",
            ".client",
            ".config",
            ".environment",
            ".failures",
            ".http1",
            ".kv",
            ".tls",
            ".transport",
        )
    ),
    "_socket",
    "_ssl",
}
PROBE = """
import os, sys
before = set(sys.modules)
from credprovider.launch import main
sys.argv = ["x", "--cargo-plugin"]
def leave(status):
    os.write(2, " ".join(sorted(set(sys.modules) - before)).encode())
    exit_now(status)
exit_now, os._exit = os._exit, leave
main()
"""


def imported(provider: Provider, **fields: object) -> tuple[object, set[str]]:
    """Run a get in a bare interpreter; return its answer and what was imported from start to end."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps(request("get", fields)).encode(),
        capture_output=True,
        env=provider.environment,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[1]), set(done.stderr.decode().split())


def settled(provider: Provider, text: str) -> None:
    """Write settings and have them cached, so that the next request takes the hot path."""
    provider.settings(text)
    for _ in range(100):
        provider.one(request(url="sparse+https://elsewhere.example/"))
        if (provider.home / "credprovider.cache.json").exists():
            return
    pytest.fail("the settings were never cached")


def test_the_file_store(provider: Provider) -> None:
    settled(provider, f'[file]\nprotection = "none"\n[registries."{INDEX}"]\nstore = "file"\n')
    provider.one(request("login", token="abc"))
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | FILE


def test_the_secret_service(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment
    settled(provider, f'[registries."{INDEX}"]\nstore = "secret-service"\n')
    provider.one(request("login", token="abc"))
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | SECRET_SERVICE


def test_vault(provider: Provider, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/hot-path", {"token": "abc"})
    provider.extra["VAULT_TOKEN"] = vault_server.token_reading("kv/data/hot-path")
    settled(
        provider,
        f'[vault]\naddress = "{vault_server.address}"\nca-file = "{vault_server.ca_file}"\n'
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/hot-path"\n',
    )
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | VAULT


def test_a_foreign_registry(provider: Provider) -> None:
    settled(provider, f'[registries."{INDEX}"]\nstore = "secret-service"\n')
    answer, modules = imported(provider, registry={"index-url": "sparse+https://elsewhere.example/"})

    assert "url-not-supported" in str(answer)
    assert modules <= FOREIGN
