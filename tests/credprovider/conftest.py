"""Fixtures of the provider's tests."""

from pathlib import Path

import pytest

from tests.credprovider.provider import Provider


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    """The program with an empty CARGO_HOME and no keyring: no bus, no Vault."""
    return Provider(tmp_path)
