"""Logins with a client certificate."""

import pytest

from tests.servers.client_certificates import NAME
from tests.servers.vault_contract.common import accepted, as_root, log_in_both_ways, refused
from tests.servers.vault_server import VaultServer

LOGIN = "auth/cert/login"
NOBODY = "invalid certificate or no client certificate supplied"
OTHER_NAME = "no chain matching all constraints could be found for this login certificate"


@pytest.fixture
def trusting(vault: VaultServer) -> VaultServer:
    """The Vault with a role `ci` that trusts the authority of its clients, for one common name."""
    vault.policy("contract-ci", {"kv/data/contract/*": ["read"]})
    vault.mount_auth("cert")
    role = {"certificate": vault.clients.authority.read_text(), "allowed_common_names": [NAME]}
    vault.administer("POST", "auth/cert/certs/ci", {**role, "token_policies": ["contract-ci"], "token_ttl": "1h"})
    return vault


@pytest.mark.parametrize("fields", [{}, {"name": "ci"}])
def test_a_certificate_gives_the_token_of_its_role(trusting: VaultServer, fields: dict[str, object]) -> None:
    auth = accepted(trusting, LOGIN, fields, trusting.clients.pair("known"))
    metadata = auth["metadata"]

    assert auth["policies"] == ["contract-ci", "default"]
    assert isinstance(metadata, dict)
    assert (metadata["cert_name"], metadata["common_name"]) == ("ci", NAME)


@pytest.mark.parametrize(
    ("name", "fields", "text"),
    [
        ("known", {"name": "other"}, NOBODY),
        ("stranger", {}, NOBODY),
        ("stranger", {"name": "ci"}, NOBODY),
        ("misnamed", {}, OTHER_NAME),
        ("misnamed", {"name": "ci"}, OTHER_NAME),
    ],
)
def test_a_certificate_that_is_refused(trusting: VaultServer, name: str, fields: dict[str, object], text: str) -> None:
    refused(trusting, LOGIN, fields, (400, text), trusting.clients.pair(name))


def test_no_certificate_at_all(trusting: VaultServer) -> None:
    refused(trusting, LOGIN, {}, (400, "no client certificate found"))


def test_a_certificate_that_has_expired(trusting: VaultServer) -> None:
    login, read = log_in_both_ways(trusting, LOGIN, {}, trusting.clients.pair("expired"))
    words = "failed to verify client's certificate: x509: certificate has expired or is not yet valid: current time "

    assert (login.status, read.status) == (500, 500)
    assert login.json["errors"][0].startswith(words)
    assert read.json["errors"][0].startswith(f"failed to perform inline authentication: {words}")


def test_an_authority_that_is_none(trusting: VaultServer) -> None:
    answer = as_root(trusting, "POST", "auth/cert/certs/broken", {"certificate": "nonsense"})

    assert (answer.status, answer.json) == (400, {"errors": ["failed to parse certificate"]})
