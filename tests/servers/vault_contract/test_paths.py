"""Which paths and verbs there are, and what becomes of a path that is not clean."""

import pytest

from tests.servers.vault_contract.common import NOT_FOUND, as_root
from tests.servers.vault_server import VaultServer


@pytest.mark.parametrize("path", ["nomount/x", "kvx/data/a", "KV/data/contract/acme", "contract/acme"])
def test_a_path_outside_every_mount_has_no_handler(vault: VaultServer, path: str) -> None:
    answer = as_root(vault, "GET", path)

    assert (answer.status, answer.json) == (
        404,
        {"errors": [f'no handler for route "{path}". route entry not found.']},
    )


def test_an_unknown_system_path_is_unsupported(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "sys/nothing")

    assert answer.status == 404
    assert "unsupported path" in answer.json["errors"][0]


@pytest.mark.parametrize("path", ["/v2/kv/data/contract/acme", "/v1"])
def test_outside_the_api_there_is_nothing(vault: VaultServer, path: str) -> None:
    answer = vault.request("GET", path, token=vault.root_token)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/v1/kv/data/contract/../contract/acme?version=1", "/v1/kv/data/contract/acme?version=1"),
        ("/v1/kv/data/a/../../../sys/mounts", "/v1/sys/mounts"),
        ("/v1/kv//data/contract/acme", "/v1/kv/data/contract/acme"),
        ("/v1/kv/data/contract/./acme", "/v1/kv/data/contract/acme"),
    ],
)
def test_a_path_that_is_not_clean_is_redirected_before_anybody_asks_for_a_token(
    vault: VaultServer, asked: str, location: str
) -> None:
    answer = vault.request("GET", asked)

    assert (answer.status, answer.headers["location"]) == (307, location)
    assert answer.headers["content-type"].startswith("text/html")


def test_dots_in_disguise_are_refused(vault: VaultServer) -> None:
    for mount in ("kv/data", "kv1"):
        answer = as_root(vault, "GET", f"{mount}/contract/%2e%2e/contract/acme")

        assert (answer.status, answer.json) == (400, {"errors": ["relative paths not supported"]})


def test_two_dots_within_a_name_are_a_name(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "kv/data/contract/a..b")

    assert (answer.status, answer.json) == (404, NOT_FOUND)


def test_an_encoded_slash_is_a_slash(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract%2Facme", token=reader)

    assert answer.json["data"]["data"] == {"token": "two"}


@pytest.mark.parametrize("path", ["kv/data/a%00", "kv/data/a%0a", "kv/data/%zz"])
def test_what_is_no_path_is_refused_without_json(vault: VaultServer, path: str) -> None:
    answer = as_root(vault, "GET", path)

    assert answer.status == 400
    assert not answer.body.startswith(b"{")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("LIST", "kv/data/contract/acme"),
        ("GET", "kv/data/contract/acme?list=true"),
        ("GET", "kv/destroy/contract/acme"),
        ("GET", "auth/token/create"),
        ("DELETE", "auth/token/lookup-self"),
        ("GET", "auth/token/revoke"),
    ],
)
def test_a_wrong_verb_is_an_unsupported_operation(vault: VaultServer, method: str, path: str) -> None:
    answer = as_root(vault, method, path)

    assert (answer.status, answer.json) == (405, {"errors": ["1 error occurred:\n\t* unsupported operation\n\n"]})


@pytest.mark.parametrize(
    ("method", "path"), [("FOO", "kv/data/contract/acme"), ("GET", "sys/seal"), ("POST", "sys/health")]
)
def test_a_verb_that_nobody_has_is_refused_without_a_text(vault: VaultServer, method: str, path: str) -> None:
    answer = as_root(vault, method, path)

    assert (answer.status, answer.json) == (405, NOT_FOUND)


def test_a_namespace_that_is_not_there(vault: VaultServer, reader: str) -> None:
    for token in (reader, None):
        answer = vault.request(
            "GET", "/v1/kv/data/contract/acme", token=token, headers={"X-Vault-Namespace": "nowhere"}
        )

        assert (answer.status, answer.json) == (404, {"errors": ["namespace not found"]})


def test_which_mount_a_path_belongs_to(vault: VaultServer, reader: str) -> None:
    path = "/v1/sys/internal/ui/mounts"
    two = vault.request("GET", f"{path}/kv/contract/acme", token=reader).json["data"]
    one = vault.request("GET", f"{path}/kv1/contract/acme", token=reader).json["data"]
    none = vault.request("GET", f"{path}/nomount/x", token=reader)

    assert (two["path"], two["options"]["version"], two["type"]) == ("kv/", "2", "kv")
    assert (one["path"], one["options"]["version"], one["type"]) == ("kv1/", "1", "kv")
    assert none.status == 403
    assert 'policies grant access to path "nomount/x/"' in none.json["errors"][0]
