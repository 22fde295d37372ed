"""Fixtures of the contract."""

import pytest

from tests.servers.vault_server import VaultServer


@pytest.fixture
def vault(vault_server: VaultServer) -> VaultServer:
    """The Vault with a secret of two versions, and two secrets in KV version 1."""
    if vault_server.request("GET", "/v1/kv1/contract/lease", token=vault_server.root_token).status == 404:
        vault_server.write_secret("kv/contract/acme", {"token": "one", "more": {"n": 1}})
        vault_server.write_secret("kv/contract/acme", {"token": "two"})
        vault_server.write_secret("kv1/contract/acme", {"token": "old"})
        vault_server.write_secret("kv1/contract/lease", {"token": "old", "ttl": "90s"})
    return vault_server


@pytest.fixture
def reader(vault: VaultServer) -> str:
    """A token that reads below contract/ and nothing else."""
    return vault.token_reading("kv/data/contract/*", "kv1/contract/*")
