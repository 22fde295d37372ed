"""Who may do what: tokens, their ends, and policies."""

import time

import pytest

from tests.servers.vault_contract.common import BY_POLICY, BY_TOKEN
from tests.servers.vault_server import VaultServer


@pytest.mark.parametrize("token", [None, "", "bad", "s.XXXXXXXXXXXXXXXXXXXXXXXX", "a b", "x" * 9000])
@pytest.mark.parametrize("path", ["kv/data/contract/acme", "nomount/x", "sys/nothing", "auth/token/lookup-self"])
def test_without_a_good_token_every_path_looks_the_same(vault: VaultServer, token: str | None, path: str) -> None:
    answer = vault.request("GET", f"/v1/{path}", token=token)

    assert (answer.status, answer.json) == (403, BY_TOKEN)


@pytest.mark.parametrize(
    "path",
    ["kv/data/other", "kv/contract/acme", "kv/data/contract", "nomount/x", "sys/nothing", "auth/token/lookup"],
)
def test_what_no_policy_allows_looks_the_same_whether_it_exists_or_not(
    vault: VaultServer, reader: str, path: str
) -> None:
    answer = vault.request("GET", f"/v1/{path}", token=reader)

    assert (answer.status, answer.json) == (403, BY_POLICY)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "LIST"])
def test_a_reader_can_do_nothing_but_read(vault: VaultServer, reader: str, method: str) -> None:
    body: object = {"data": {}} if method in ("POST", "PUT") else None
    answer = vault.request(method, "/v1/kv/data/contract/acme", body, token=reader)

    assert (answer.status, answer.json) == (403, BY_POLICY)


def test_the_most_specific_pattern_decides(vault: VaultServer) -> None:
    rules = {
        "kv/data/contract/a/*": ["read"],
        "kv/data/contract/a/secret/*": ["deny"],
        "kv/data/contract/a/b*": ["list"],
        "kv/data/contract/+/x": ["read"],
        "kv/data/contract/new": ["create"],
    }
    vault.policy("contract-patterns", rules)
    token = vault.token(["contract-patterns"])
    vault.administer("DELETE", "kv/metadata/contract/new")

    def status(method: str, name: str) -> int:
        body = {"data": {"a": "b"}} if method == "POST" else None
        return vault.request(method, f"/v1/kv/data/contract/{name}", body, token=token).status

    assert status("GET", "a/1") == 404
    assert status("GET", "a/secret/1") == 403
    assert status("GET", "a/b1") == 403
    assert status("GET", "z/x") == 404
    assert status("GET", "z/y/x") == 403
    assert status("POST", "new") == 200
    assert status("POST", "new") == 403  # it exists now: an update, no longer a creation


def test_a_bearer_token_is_as_good(vault: VaultServer, reader: str) -> None:
    path = "/v1/kv/data/contract/acme"

    assert vault.request("GET", path, headers={"Authorization": f"Bearer {reader}"}).status == 200
    assert vault.request("GET", path, headers={"Authorization": reader}).status == 403
    assert vault.request("GET", path, token="bad", headers={"Authorization": f"Bearer {reader}"}).status == 403


def test_a_token_ends_when_it_is_revoked(vault: VaultServer, reader: str) -> None:
    vault.revoke(reader)
    answer = vault.request("GET", "/v1/kv/data/contract/acme", token=reader)

    assert (answer.status, answer.json) == (403, BY_TOKEN)


def test_a_token_ends_with_its_time(vault: VaultServer) -> None:
    token = vault.token(["default"], ttl="1s")
    before = vault.request("GET", "/v1/auth/token/lookup-self", token=token)
    after = before
    end = time.monotonic() + 10
    while after.status == 200 and time.monotonic() < end:  # a busy server takes its time to end a token
        time.sleep(0.2)
        after = vault.request("GET", "/v1/auth/token/lookup-self", token=token)

    assert (before.status, before.json["data"]["creation_ttl"]) == (200, 1)
    assert before.json["data"]["ttl"] in (0, 1)
    assert (after.status, after.json) == (403, BY_TOKEN)


def test_every_request_uses_a_token_up_also_a_refused_one(vault: VaultServer, reader: str) -> None:
    assert reader  # the policy that its fixture has written is used here
    name = "read-kv.data.contract.all-kv1.contract.all"
    token = vault.token([name], num_uses=3)
    paths = ["/v1/kv/data/other", "/v1/kv/data/contract/none", "/v1/kv/data/contract/acme", "/v1/kv/data/contract/acme"]

    assert [vault.request("GET", path, token=token).status for path in paths] == [403, 404, 200, 403]


def test_a_token_can_look_itself_up(vault: VaultServer, reader: str) -> None:
    data = vault.request("GET", "/v1/auth/token/lookup-self", token=reader).json["data"]

    assert data["policies"] == ["default", "read-kv.data.contract.all-kv1.contract.all"]
    assert (data["creation_ttl"], data["num_uses"], data["type"]) == (3600, 0, "service")
    assert 3590 <= data["ttl"] <= 3600


def test_a_body_that_is_no_json_is_refused_before_the_token_is_looked_at(vault: VaultServer) -> None:
    assert vault.request("POST", "/v1/kv/data/contract/w", b"{nope").status == 400
