"""Fixtures of the ways to log in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.credprovider.provider import Provider
from tests.credprovider.vault.auth.attended import Developer
from tests.servers.identity_provider import running_identity_provider
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer


@pytest.fixture
def developer(provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring) -> Developer:
    """A developer on a machine that keeps logins in the kernel's keyring."""
    provider.through = user_keyring.words
    return Developer(provider, vault_server)


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[str]:
    """An identity provider."""
    with running_identity_provider(tmp_path) as url:
        yield url
