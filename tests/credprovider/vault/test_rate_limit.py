"""VAULT_RATE_LIMIT: how it is read, and that it is kept."""

import time

import pytest

from credprovider.vault import rate_limit
from credprovider.vault.failures import VaultFailure
from tests.credprovider.vault.scripted import OK, client, config, response, scripted


@pytest.fixture(autouse=True)
def nothing_sent_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "_limits", {})


@pytest.mark.parametrize("text", ["10", "0.5", "10:20", "1:1", "1.", "2.5:3"])
def test_rates(text: str) -> None:
    assert rate_limit.rate_limit("VAULT_RATE_LIMIT", text) is rate_limit.rate_limit("VAULT_RATE_LIMIT", text)


@pytest.mark.parametrize("text", ["0", "-1", "x", "1:", ":1", "1:0", "1:x", "1:-1", "1e3", "nan", "inf", "1:2:3", " 1"])
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(VaultFailure, match="VAULT_RATE_LIMIT must be a rate such as"):
        rate_limit.rate_limit("VAULT_RATE_LIMIT", text)


def test_requests_are_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_RATE_LIMIT", "10:2")
    with scripted([response(200, OK)] * 5) as running:
        start = time.monotonic()
        for _ in range(5):  # each with settings of its own, as one process may ask for several registries
            assert client(config(running.address)).get("kv/data/x").status == 200
        assert time.monotonic() - start >= 0.3 - 0.01


def test_a_wait_beyond_the_deadline_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_RATE_LIMIT", "0.01")
    with scripted([response(200, OK)] * 2) as running:
        asking = client(config(running.address), lambda: 1.0)
        assert asking.get("kv/data/x").status == 200
        with pytest.raises(VaultFailure, match="VAULT_RATE_LIMIT allows no request to Vault in the time that is left"):
            asking.get("kv/data/x")
    assert running.connections == 1
