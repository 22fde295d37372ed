"""A login in the headers of another request."""

import pytest

from tests.servers.vault_contract.common import BY_POLICY, BY_TOKEN, inline, refused
from tests.servers.vault_server import VaultServer

LOGIN = "auth/approle/login"
READ = "/v1/kv/data/contract/acme"


@pytest.fixture
def fields(vault: VaultServer) -> dict[str, object]:
    """What logs in as a role that reads one secret."""
    vault.policy("contract-ci", {"kv/data/contract/*": ["read"]})
    vault.mount_auth("approle")
    vault.administer("POST", "auth/approle/role/ci", {"token_policies": ["contract-ci"], "secret_id_num_uses": 2})
    role_id = vault.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    secret_id = vault.administer("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
    return {"role_id": role_id, "secret_id": secret_id}


def test_one_request_logs_in_and_reads(vault: VaultServer, fields: dict[str, object]) -> None:
    before = len(vault.audited())
    answer = vault.request("GET", READ, headers=inline(LOGIN, fields))

    assert answer.json["data"]["data"] == {"token": "two"}
    assert [each.path for each in vault.audited()[before:]] == [LOGIN, "kv/data/contract/acme"]


def test_the_login_is_held_to_its_policies(vault: VaultServer, fields: dict[str, object]) -> None:
    answer = vault.request("GET", "/v1/kv/data/other", headers=inline(LOGIN, fields))

    assert (answer.status, answer.json) == (403, BY_POLICY)
    assert "x-vault-inline-auth-failed" not in answer.headers


def test_there_is_no_token_to_ask_about(vault: VaultServer, fields: dict[str, object]) -> None:
    vault.administer("POST", "auth/approle/role/ci", {"secret_id_num_uses": 0})
    secret_id = vault.administer("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
    headers = inline(LOGIN, {**fields, "secret_id": secret_id})
    itself = vault.request("GET", "/v1/auth/token/lookup-self", headers=headers)
    rights = vault.request("POST", "/v1/sys/capabilities-self", {"path": "kv/data/contract/acme"}, headers=headers)
    mount = vault.request("GET", "/v1/sys/internal/ui/mounts/kv/contract/acme", headers=headers)

    assert (itself.status, itself.json) == (403, {"errors": ["bad token"]})
    assert (rights.status, rights.json) == (400, {"errors": ["1 error occurred:\n\t* invalid token\n\n"]})
    assert (mount.status, mount.json) == (403, BY_TOKEN)


def test_each_request_uses_the_secret_id_up(vault: VaultServer, fields: dict[str, object]) -> None:
    headers = inline(LOGIN, fields)
    statuses = [vault.request("GET", READ, headers=headers).status for _ in range(3)]

    assert statuses == [200, 200, 400]


def test_a_refused_login(vault: VaultServer, fields: dict[str, object]) -> None:
    refused(vault, LOGIN, {**fields, "role_id": "x"}, (400, "invalid role or secret ID"))
    refused(vault, LOGIN, {**fields, "secret_id": "x"}, (400, "invalid role or secret ID"))
    refused(vault, LOGIN, {"role_id": fields["role_id"]}, (400, "missing secret_id"))


def test_a_login_that_leads_nowhere(vault: VaultServer, fields: dict[str, object]) -> None:
    for path in ("auth/nomount/login", "auth/approle/nowhere"):
        answer = vault.request("GET", READ, headers=inline(path, fields))

        assert (answer.status, answer.json) == (403, BY_TOKEN)
        assert answer.headers["x-vault-inline-auth-failed"] == "true"


def test_a_token_beside_it_is_one_too_many(vault: VaultServer, fields: dict[str, object], reader: str) -> None:
    answer = vault.request("GET", READ, token=reader, headers=inline(LOGIN, fields))
    text = "failed to perform inline authentication: cannot layer inline authentication with token authentication"

    assert (answer.status, answer.json) == (500, {"errors": [text]})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("====", "failed raw url-safe base64 decoding header value"),
        ("bm8", "failed json decoding header value"),
        ("e30", "decoded header lacked `key` field"),
        ("eyJrZXkiOiJhIn0", "decoded header lacked `value` field"),
        ("eyJrZXkiOiJhIiwidmFsdWUiOjEsIngiOjF9", "unexpected field in decoded request parameter"),
    ],
)
def test_a_parameter_that_cannot_be_read(vault: VaultServer, value: str, text: str) -> None:
    headers = {"X-Vault-Inline-Auth-Path": LOGIN, "X-Vault-Inline-Auth-Parameter-0": value}
    answer = vault.request("GET", READ, headers=headers)

    assert (answer.status, answer.json) == (500, {"errors": [f"failed to perform inline authentication: {text}"]})
