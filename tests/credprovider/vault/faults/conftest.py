"""The real program, led to a server that misbehaves."""

import pytest

from tests.credprovider.provider import Provider
from tests.credprovider.vault.faults.faulty import Faulty
from tests.credprovider.vault.scripted import Authority


@pytest.fixture
def faulty(provider: Provider, authority: Authority) -> Faulty:
    """A provider that reads one registry's token from Vault, and whatever is to be in Vault's place."""
    return Faulty(provider, authority)
