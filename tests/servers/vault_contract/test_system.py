"""What a server says of itself and of a token's rights: sys/health, sys/seal-status, sys/capabilities-self."""

import time

import pytest

from tests.servers.vault_contract.common import BY_POLICY, BY_TOKEN, NOT_FOUND, as_root
from tests.servers.vault_server import VaultServer

STATUS_OK = "/v1/sys/health?standbyok=true&perfstandbyok=true&sealedcode=200&uninitcode=200&drsecondarycode=200"


def test_the_state_of_a_server_needs_no_token(vault: VaultServer) -> None:
    health = vault.request("GET", "/v1/sys/health")

    assert health.status == 200
    assert (health.json["initialized"], health.json["sealed"], health.json["standby"]) == (True, False, False)
    assert abs(health.json["server_time_utc"] - time.time()) < 5
    assert health.json["version"]


def test_the_state_of_a_sealed_server_in_a_status_of_choice(vault: VaultServer) -> None:
    vault.seal()
    try:
        health = vault.request("GET", STATUS_OK)
        status = vault.request("GET", "/v1/sys/seal-status").json
    finally:
        vault.unseal()

    assert (health.status, health.json["sealed"], health.json["initialized"]) == (200, True, True)
    assert (status["sealed"], status["t"], status["progress"]) == (True, 1, 0)


def test_the_state_in_a_status_that_is_none(vault: VaultServer) -> None:
    answer = vault.request("GET", "/v1/sys/health?sealedcode=x")

    assert (answer.status, answer.json) == (400, NOT_FOUND)


def test_the_state_is_not_told_in_a_namespace(vault: VaultServer) -> None:
    answer = vault.request("GET", "/v1/sys/health", headers={"X-Vault-Namespace": "nowhere"})

    assert (answer.status, answer.json) == (400, {"errors": ["operation unavailable in namespaces"]})


def test_what_a_token_may_do(vault: VaultServer) -> None:
    vault.policy(
        "contract-capabilities",
        {"kv/data/c/*": ["read"], "kv/data/c/own/*": ["update", "read", "create"], "kv/data/c/no": ["deny"]},
    )
    token = vault.token(["contract-capabilities"])
    paths = ["kv/data/c/a", "kv/data/c/own/a", "kv/data/c/no", "kv/data/other"]
    answer = vault.request("POST", "/v1/sys/capabilities-self", {"paths": paths}, token=token)
    granted = {
        "kv/data/c/a": ["read"],
        "kv/data/c/own/a": ["create", "read", "update"],
        "kv/data/c/no": ["deny"],
        "kv/data/other": ["deny"],
    }

    assert (answer.status, answer.json["data"]) == (200, granted)
    assert {path: answer.json[path] for path in paths} == granted


def test_what_root_may_do(vault: VaultServer) -> None:
    answer = as_root(vault, "POST", "sys/capabilities-self", {"paths": ["kv/data/c/a"]})

    assert answer.json["data"] == {"kv/data/c/a": ["root"], "capabilities": ["root"]}


@pytest.mark.parametrize("fields", [{}, {"paths": []}])
def test_what_a_token_may_do_nowhere(vault: VaultServer, reader: str, fields: dict[str, object]) -> None:
    answer = vault.request("POST", "/v1/sys/capabilities-self", fields, token=reader)

    assert (answer.status, answer.json) == (400, {"errors": ["paths must be supplied"]})


def test_who_may_not_ask_what_a_token_may_do(vault: VaultServer, reader: str) -> None:
    path, asked = "/v1/sys/capabilities-self", {"paths": ["kv/data/c/a"]}
    bad = vault.request("POST", path, asked, token="bad")
    reading = vault.request("GET", path, token=reader)

    assert (bad.status, bad.json) == (403, BY_TOKEN)
    assert (reading.status, reading.json) == (403, BY_POLICY)
    assert as_root(vault, "GET", "sys/capabilities-self").status == 405
