"""Servers that cannot prove who they are: nothing is sent to them, and they are not asked twice."""

import ssl
from pathlib import Path

import pytest
import trustme
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.credprovider.vault.faults.faulty import GIVEN, SECRET, Faulty
from tests.credprovider.vault.scripted import response
from tests.credprovider.vault.unusual_certificate import unusual_server

KINDS = {
    "self-signed": "self-signed certificate",
    "expired": "certificate has expired",
    "not yet": "certificate is not yet valid",
    "another host": "IP address mismatch",
    "another use": "",
    "unknown authority": "name the CA that signed it: ca-file under [vault], or VAULT_CACERT",
    "TLS 1.0": "could not be spoken to over TLS",
    "TLS 1.1": "could not be spoken to over TLS",
}


def context(faulty: Faulty, kind: str, folder: Path) -> ssl.SSLContext:
    """Return a server's context with the fault `kind`."""
    authority, use = faulty.authority, ExtendedKeyUsageOID.SERVER_AUTH
    if kind == "self-signed":
        return unusual_server(None, folder, usage=use)
    if kind in ("expired", "not yet"):
        start, end = (-20, -10) if kind == "expired" else (10, 20)
        return unusual_server(authority, folder, usage=use, start=start, end=end)
    if kind == "another host":
        return authority.server("vault.example.com")
    if kind == "another use":
        return unusual_server(authority, folder, usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    if kind == "unknown authority":
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(made)
        return made
    made = authority.server("127.0.0.1")
    version = ssl.TLSVersion.TLSv1 if kind == "TLS 1.0" else ssl.TLSVersion.TLSv1_1
    made.minimum_version, made.maximum_version = ssl.TLSVersion.TLSv1, version
    made.set_ciphers("ALL:@SECLEVEL=0")
    return made


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_is_not_trusted(faulty: Faulty, tmp_path: Path, kind: str) -> None:
    # abuse case 48
    outcome = faulty.read([response(200, SECRET)] * 3, context=context(faulty, kind, tmp_path))

    assert KINDS[kind] in outcome.said
    assert "is not accepted" in outcome.said or kind.startswith("TLS")
    assert (outcome.server.requests, outcome.server.connections) == ([], 1)


def test_without_the_check_any_of_them_is_read(faulty: Faulty, tmp_path: Path) -> None:
    # abuse case 49
    faulty.provider.extra["VAULT_SKIP_VERIFY"] = "1"

    assert faulty.read([response(200, SECRET)], context=context(faulty, "self-signed", tmp_path)).answer == GIVEN
