"""What is answered to requests with X-Vault-Wrap-TTL, and below sys/wrapping/."""

import time

import pytest

from tests.servers.vault_contract.common import BY_POLICY, BY_TOKEN, NOT_FOUND
from tests.servers.vault_server import Answer, VaultServer

INVALID = {"errors": ["wrapping token is not valid or does not exist"]}
READ = "kv/data/contract/acme"


def look_up(vault: VaultServer, token: str) -> Answer:
    return vault.request("POST", "/v1/sys/wrapping/lookup", {"token": token})


def unwrap(vault: VaultServer, token: str) -> Answer:
    return vault.request("POST", "/v1/sys/wrapping/unwrap", {}, token=token)


def test_a_wrapped_answer_is_an_envelope_without_the_secret(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", f"/v1/{READ}", token=reader, headers={"X-Vault-Wrap-TTL": "2m"})

    assert answer.status == 200
    assert answer.json["data"] is None
    info = answer.json["wrap_info"]
    assert list(info) == ["token", "accessor", "ttl", "creation_time", "creation_path"]
    assert (info["ttl"], info["creation_path"]) == (120, READ)


def test_a_look_up_needs_no_other_token_and_changes_nothing(vault: VaultServer) -> None:
    token = vault.wrap(READ)

    for _ in range(2):
        answer = look_up(vault, token)
        assert answer.status == 200
        assert set(answer.json["data"]) == {"creation_path", "creation_time", "creation_ttl"}
        assert answer.json["data"]["creation_path"] == READ
    assert unwrap(vault, token).status == 200


def test_it_is_unwrapped_once(vault: VaultServer) -> None:
    token = vault.wrap(READ)

    answer = unwrap(vault, token)
    assert answer.status == 200
    assert answer.json["data"]["data"] == {"token": "two"}
    assert answer.json["wrap_info"] is None
    for again in (unwrap(vault, token), look_up(vault, token)):
        assert (again.status, again.json) == (400, INVALID)


@pytest.mark.parametrize("token", ["s.nothing", "x"])
def test_what_is_no_wrapping_token(vault: VaultServer, token: str) -> None:
    for answer in (look_up(vault, token), unwrap(vault, token)):
        assert (answer.status, answer.json) == (400, INVALID)


def test_no_token_at_all(vault: VaultServer) -> None:
    words = "error validating wrapping token: "

    assert look_up(vault, "").json == {"errors": [words + "empty token in request body"]}
    assert unwrap(vault, "").json == {"errors": [words + "token is empty"]}
    assert (look_up(vault, "").status, unwrap(vault, "").status) == (403, 403)


def test_another_token_than_a_wrapping_one_unwraps_nothing(vault: VaultServer, reader: str) -> None:
    assert (look_up(vault, reader).status, unwrap(vault, reader).status) == (400, 400)


def test_a_wrapping_token_has_an_end(vault: VaultServer) -> None:
    token = vault.wrap(READ, "1s")
    time.sleep(2.2)

    assert (unwrap(vault, token).status, look_up(vault, token).status) == (400, 400)


def test_a_wrapping_token_reads_nothing_else(vault: VaultServer) -> None:
    token = vault.wrap(READ)

    assert vault.request("GET", f"/v1/{READ}", token=token).status == 403
    assert unwrap(vault, token).status == 400


def test_only_a_write_unwraps(vault: VaultServer) -> None:
    answer = vault.request("GET", "/v1/sys/wrapping/unwrap", token=vault.wrap(READ))

    assert (answer.status, answer.json) == (403, BY_POLICY)


def test_a_token_in_the_body_needs_another_beside_it(vault: VaultServer) -> None:
    answer = vault.request("POST", "/v1/sys/wrapping/unwrap", {"token": vault.wrap(READ)})

    assert (answer.status, answer.json) == (403, BY_TOKEN)


def test_nothing_there_is_not_wrapped(vault: VaultServer) -> None:
    headers = {"X-Vault-Wrap-TTL": "60s"}
    answer = vault.request("GET", "/v1/kv1/contract/no", token=vault.root_token, headers=headers)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


def test_a_secret_id_is_wrapped_with_the_path_that_made_it(vault: VaultServer) -> None:
    vault.mount_auth("approle")
    vault.administer("POST", "auth/approle/role/contract", {})
    token = vault.wrap("auth/approle/role/contract/secret-id", body={})

    assert look_up(vault, token).json["data"]["creation_path"] == "auth/approle/role/contract/secret-id"
    assert unwrap(vault, token).json["data"]["secret_id"]
