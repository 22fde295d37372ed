from pathlib import Path

import pytest

from credprovider.vault.auth import open_method
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure


def ready(table: dict[str, object]) -> str | None:
    """Return the token that is there with this `[vault]`."""
    token = open_method({"method": "token"}, Client(VaultConfig(table), lambda: 5.0)).ready_token()
    return None if token is None else token.reveal()


def test_where_the_token_comes_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def found() -> str | None:
        return ready({})

    (tmp_path / ".vault-token").write_text("from-home\n")
    (tmp_path / "elsewhere").write_text("from-path")
    (tmp_path / "set").write_text("from-settings\n")
    assert found() == "s.hidden"
    monkeypatch.setenv("BAO_TOKEN", "")
    assert found() == "from-home"
    monkeypatch.setenv("BAO_TOKEN_PATH", str(tmp_path / "elsewhere"))
    assert found() == "from-path"
    assert ready({"token-file": "~/set"}) == "from-settings"


def test_no_token_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    with pytest.raises(VaultFailure, match="there is no Vault token"):
        ready({})
    monkeypatch.delenv("HOME")
    with pytest.raises(VaultFailure, match="there is no Vault token"):
        ready({})


def test_an_agent_may_add_its_own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    monkeypatch.setenv("VAULT_ADDR", "https://server")
    monkeypatch.setenv("VAULT_AGENT_ADDR", "unix:///run/agent.sock")

    assert ready({}) is None


@pytest.mark.parametrize("value", ["a b", "a\nX: 1", "tökén", "\x1b"])
def test_a_token_that_no_header_can_carry(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("VAULT_TOKEN", value)
    with pytest.raises(VaultFailure, match="the Vault token in the variable VAULT_TOKEN is not one") as raised:
        ready({})
    assert value not in str(raised.value.args)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"a b", "is not one"),
        (b"\xff", "is not one"),
    ],
)
def test_a_token_file_that_is_none(tmp_path: Path, content: bytes | None, what: str) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VaultFailure, match=what):
        ready({"token-file": str(path)})
