from pathlib import Path

import pytest

from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure


def test_with_nothing_said_it_is_the_official_default() -> None:
    made = VaultConfig({})

    assert str(made.address) == "https://127.0.0.1:8200"
    assert (made.ca_file, made.ca_data, made.ca_path, made.namespace, made.server_name) == ("", "", "", "", "")
    assert (made.verify, made.redirects, made.retries, made.timeout) == (True, True, 2, None)
    assert made.token is not None
    assert made.token.reveal() == "s.hidden"


def test_settings_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in [
        ("ADDR", "https://env"),
        ("NAMESPACE", "env"),
        ("TLS_SERVER_NAME", "env"),
        ("CACERT", "env"),
        ("CAPATH", "env"),
    ]:
        monkeypatch.setenv("VAULT_" + name, value)
    assert (VaultConfig({}).address.host, VaultConfig({}).ca_file, VaultConfig({}).ca_path) == ("env", "env", "")

    made = VaultConfig({"address": "https://set", "namespace": "set", "server-name": "set", "ca-path": "set"})
    assert (made.address.host, made.namespace, made.server_name, made.ca_file, made.ca_path) == (
        "set",
        "set",
        "set",
        "",
        "set",
    )


def test_which_authority_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAO_CAPATH", "path")
    assert (VaultConfig({}).ca_file, VaultConfig({}).ca_data, VaultConfig({}).ca_path) == ("", "", "path")
    monkeypatch.setenv("BAO_CACERT_BYTES", "bytes")
    assert (VaultConfig({}).ca_file, VaultConfig({}).ca_data, VaultConfig({}).ca_path) == ("", "bytes", "")
    monkeypatch.setenv("BAO_CACERT", "file")
    assert (VaultConfig({}).ca_file, VaultConfig({}).ca_data, VaultConfig({}).ca_path) == ("file", "", "")


def test_where_the_token_comes_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def found() -> str:
        token = VaultConfig({}).token
        assert token is not None
        return token.reveal()

    (tmp_path / ".vault-token").write_text("from-home\n")
    (tmp_path / "elsewhere").write_text("from-path")
    (tmp_path / "set").write_text("from-settings\n")
    assert found() == "s.hidden"
    monkeypatch.setenv("BAO_TOKEN", "")
    assert found() == "from-home"
    monkeypatch.setenv("BAO_TOKEN_PATH", str(tmp_path / "elsewhere"))
    assert found() == "from-path"
    set_token = VaultConfig({"token-file": "~/set"}).token
    assert set_token is not None
    assert set_token.reveal() == "from-settings"


def test_no_token_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    with pytest.raises(VaultFailure, match="there is no Vault token"):
        VaultConfig({})
    monkeypatch.delenv("HOME")
    with pytest.raises(VaultFailure, match="there is no Vault token"):
        VaultConfig({})


def test_an_agent_may_add_its_own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VAULT_TOKEN")
    monkeypatch.setenv("VAULT_ADDR", "https://server")
    monkeypatch.setenv("VAULT_AGENT_ADDR", "unix:///run/agent.sock")

    assert VaultConfig({}).address.socket == "/run/agent.sock"
    assert VaultConfig({}).token is None


@pytest.mark.parametrize("value", ["a b", "a\nX: 1", "tökén", "\x1b"])
def test_a_token_that_no_header_can_carry(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("VAULT_TOKEN", value)
    with pytest.raises(VaultFailure, match="the Vault token in VAULT_TOKEN is not a token") as raised:
        VaultConfig({})
    assert value not in str(raised.value.args)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"a b", "is not a token"),
        (b"\xff", "is not a token"),
    ],
)
def test_a_token_file_that_is_none(tmp_path: Path, content: bytes | None, what: str) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VaultFailure, match=what):
        VaultConfig({"token-file": str(path)})


@pytest.mark.parametrize(("name", "missing"), [("CLIENT_CERT", "CLIENT_KEY"), ("CLIENT_KEY", "CLIENT_CERT")])
def test_half_a_client_certificate(monkeypatch: pytest.MonkeyPatch, name: str, missing: str) -> None:
    # abuse case 51
    monkeypatch.setenv("VAULT_" + name, "x")
    with pytest.raises(VaultFailure, match=f"VAULT_{name} is set without VAULT_{missing}"):
        VaultConfig({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADDR", "vault:8200"),
        ("SKIP_VERIFY", "yes"),
        ("CLIENT_TIMEOUT", "soon"),
        ("MAX_RETRIES", "-1"),
        ("NAMESPACE", "a\nb"),
        ("TLS_SERVER_NAME", "völt.example"),
    ],
)
def test_malformed_values_are_errors(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("VAULT_" + name, value)
    with pytest.raises(VaultFailure):
        VaultConfig({})
