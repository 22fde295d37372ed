"""Our own certificate, from files, from variables, and from settings; a server that demands one."""

import os
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from tests.credprovider.provider import CANARY
from tests.credprovider.vault.scripted import OK, Authority, client, config, response, scripted


class Own:
    """A certificate of ours as two texts, and as two files in `folder`."""

    def __init__(self, authority: Authority, folder: Path) -> None:
        issued = authority.ca.issue_cert("us@example.com")
        self.certificate = issued.cert_chain_pems[0].bytes().decode()
        self.key = issued.private_key_pem.bytes().decode()
        self.folder = folder
        (folder / "us.pem").write_text(self.certificate)
        (folder / "us.key").write_text(self.key)

    def variables(self, prefix: str) -> dict[str, str]:
        """Return the variables that name the files."""
        return {f"{prefix}_CERT": str(self.folder / "us.pem"), f"{prefix}_KEY": str(self.folder / "us.key")}


@pytest.fixture
def own(authority: Authority, tmp_path: Path) -> Own:
    return Own(authority, tmp_path)


def status(authority: Authority, **table: object) -> int:
    """Return the status that a server gives who demands a certificate of the authority."""
    context = authority.server("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.ca.configure_trust(context)
    with scripted([response(200, OK)] * 9, context) as running:
        return client(config(running.address, ca_file=str(authority.file), **table)).get("kv/data/x").status


def test_without_one_nobody_is_let_in(authority: Authority) -> None:
    with pytest.raises(VaultFailure, match="broke"):
        status(authority)


def test_a_certificate_in_variables(authority: Authority, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_CLIENT_CERT_BYTES", own.certificate)
    monkeypatch.setenv("BAO_CLIENT_KEY_BYTES", own.key)
    before = len(os.listdir("/proc/self/fd"))

    assert status(authority) == 200
    assert len(os.listdir("/proc/self/fd")) <= before


def test_a_certificate_of_the_settings_comes_first(
    authority: Authority, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULT_CLIENT_CERT", "/missing")
    monkeypatch.setenv("VAULT_CLIENT_KEY", "/missing")
    monkeypatch.setenv("HOME", str(own.folder))

    assert status(authority, client_cert="~/us.pem", client_key=str(own.folder / "us.key")) == 200


def test_files_come_before_what_is_in_variables(
    authority: Authority, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in own.variables("VAULT_CLIENT").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VAULT_CLIENT_CERT_BYTES", "nonsense")
    monkeypatch.setenv("VAULT_CLIENT_KEY_BYTES", "nonsense")

    assert status(authority) == 200


@pytest.mark.parametrize(("given", "missing"), [("CERT", "KEY"), ("KEY", "CERT")])
def test_half_of_one(monkeypatch: pytest.MonkeyPatch, given: str, missing: str) -> None:
    # abuse case 51
    monkeypatch.setenv(f"VAULT_CLIENT_{given}_BYTES", "x")
    with pytest.raises(VaultFailure, match=f"CLIENT_{given}_BYTES is set without VAULT_CLIENT_{missing}_BYTES"):
        VaultConfig({})


def test_what_is_none_is_refused_and_not_shown(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_CLIENT_CERT_BYTES", CANARY)
    monkeypatch.setenv("VAULT_CLIENT_KEY_BYTES", CANARY)
    with pytest.raises(VaultFailure, match=r"certificate in VAULT_CLIENT_CERT_BYTES .* cannot be") as raised:
        status(authority)
    assert CANARY not in str(raised.value.args)


def test_an_encrypted_key_asks_nobody(authority: Authority, own: Own) -> None:
    key = serialization.load_pem_private_key(own.key.encode(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (own.folder / "locked.key").write_bytes(locked)
    with pytest.raises(VaultFailure, match="cannot be used"):
        status(authority, client_cert=str(own.folder / "us.pem"), client_key=str(own.folder / "locked.key"))


def test_a_system_without_files_in_memory(authority: Authority, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_CLIENT_CERT_BYTES", own.certificate)
    monkeypatch.setenv("VAULT_CLIENT_KEY_BYTES", own.key)
    monkeypatch.delattr(os, "memfd_create")
    with pytest.raises(VaultFailure, match="this system has no files in memory"):
        status(authority)
