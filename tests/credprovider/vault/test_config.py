import pytest

from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure


def test_with_nothing_said_it_is_the_official_default() -> None:
    made = VaultConfig({})

    assert str(made.address) == "https://127.0.0.1:8200"
    assert (made.ca_file, made.ca_data, made.ca_path, made.namespace, made.server_name) == ("", "", "", "", "")
    assert (made.verify, made.redirects, made.retries, made.timeout) == (True, True, 1000, None)


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


def test_an_agent_stands_before_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_ADDR", "https://server")
    monkeypatch.setenv("VAULT_AGENT_ADDR", "unix:///run/agent.sock")

    assert VaultConfig({}).address.socket == "/run/agent.sock"
    assert VaultConfig({}).agent
    assert not VaultConfig({"address": "https://set"}).agent


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
        ("RATE_LIMIT", "fast"),
        ("PROXY_ADDR", "proxy:3128"),
        ("HTTP_PROXY", "proxy:3128"),
        ("MFA", "a\nb"),
        ("MFA", "a,b"),
        ("WRAP_TTL", "1m"),
        ("SRV_LOOKUP", "1"),
        ("DISABLE_REDIRECTS", "no"),
    ],
)
def test_malformed_values_are_errors(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("VAULT_" + name, value)
    with pytest.raises(VaultFailure):
        VaultConfig({})


def test_paths_of_the_settings_may_begin_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    # else `~` would be a folder of the project
    monkeypatch.setenv("HOME", "/home/alice")

    assert VaultConfig({"ca-file": "~/ca.pem"}).ca_file == "/home/alice/ca.pem"
    assert VaultConfig({"ca-path": "~/certs"}).ca_path == "/home/alice/certs"
