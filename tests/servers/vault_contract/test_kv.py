"""What KV version 1 and 2 answer: secrets, versions, writes, and what is wrong with a path or a body."""

import time

import pytest

from tests.servers.vault_contract.common import NOT_FOUND, as_root
from tests.servers.vault_server import VaultServer


def test_a_secret_comes_in_its_envelope(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme", token=reader)

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    envelope = answer.json
    assert list(envelope) == [
        "request_id",
        "lease_id",
        "renewable",
        "lease_duration",
        "data",
        "wrap_info",
        "warnings",
        "auth",
    ]
    assert (envelope["lease_id"], envelope["lease_duration"]) == ("", 0)
    assert envelope["data"]["data"] == {"token": "two"}
    assert list(envelope["data"]["metadata"]) == [
        "created_time",
        "custom_metadata",
        "deletion_time",
        "destroyed",
        "version",
    ]
    assert envelope["data"]["metadata"]["version"] == 2


def test_an_older_version_can_be_asked_for(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme?version=1", token=reader)

    assert answer.json["data"]["data"] == {"token": "one", "more": {"n": 1}}


def test_a_version_that_never_was_is_not_found(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme?version=9", token=reader)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


def test_a_version_must_be_a_number(vault: VaultServer, reader: str) -> None:
    answer = vault.request("GET", "/v1/kv/data/contract/acme?version=x", token=reader)

    assert answer.status == 400
    assert "Field validation failed" in answer.json["errors"][0]


def test_kv_version_1_gives_its_fields_at_once_and_a_lease_without_an_id(vault: VaultServer, reader: str) -> None:
    plain = vault.request("GET", "/v1/kv1/contract/acme", token=reader).json
    with_ttl = vault.request("GET", "/v1/kv1/contract/lease", token=reader).json

    assert (plain["data"], plain["lease_id"], plain["lease_duration"]) == ({"token": "old"}, "", 2764800)
    assert with_ttl["lease_duration"] == 90


@pytest.mark.parametrize("path", ["kv/data/contract/none", "kv/data/contract/", "kv1/contract/none", "kv1/data/x"])
def test_an_unknown_secret_is_an_empty_list_of_errors(vault: VaultServer, path: str) -> None:
    answer = as_root(vault, "GET", path)

    assert (answer.status, answer.json) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "kv/contract/acme"), ("GET", "kv/Data/x"), ("GET", "kv"), ("PUT", "kv/contract/x"), ("DELETE", "kv/x")],
)
def test_a_version_1_path_on_a_version_2_mount_is_warned_of(vault: VaultServer, method: str, path: str) -> None:
    answer = as_root(vault, method, path, {"data": {}} if method == "PUT" else None)

    assert answer.status == 404
    assert "errors" not in answer.json
    assert answer.json["data"] is None
    assert "Invalid path for a versioned K/V secrets engine" in answer.json["warnings"][0]


def test_the_root_of_a_version_2_mount_is_warned_of(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "kv/data")

    assert answer.status == 404
    assert "Non-listing operations on the root of a K/V v2 mount" in answer.json["warnings"][0]


def test_a_trailing_slash_on_a_secret_is_a_fault_of_the_server(vault: VaultServer) -> None:
    answer = as_root(vault, "GET", "kv/data/contract/acme/")

    assert answer.status == 500
    assert "could not find version data" in answer.json["errors"][0]


def test_a_deleted_version_is_a_404_that_says_when(vault: VaultServer, reader: str) -> None:
    vault.write_secret("kv/contract/deleted", {"token": "x"})
    vault.delete_latest("kv/contract/deleted")
    answer = vault.request("GET", "/v1/kv/data/contract/deleted", token=reader)

    assert answer.status == 404
    assert "errors" not in answer.json
    assert answer.json["data"]["data"] is None
    assert answer.json["data"]["metadata"]["deletion_time"] != ""
    assert answer.json["data"]["metadata"]["destroyed"] is False


def test_a_destroyed_version_is_a_404_that_says_so(vault: VaultServer, reader: str) -> None:
    vault.write_secret("kv/contract/destroyed", {"token": "x"})
    number = vault.write_secret("kv/contract/destroyed", {"token": "y"})
    vault.destroy_version("kv/contract/destroyed", number)
    answer = vault.request("GET", "/v1/kv/data/contract/destroyed", token=reader)
    older = vault.request("GET", f"/v1/kv/data/contract/destroyed?version={number - 1}", token=reader)

    assert answer.status == 404
    assert answer.json["data"]["data"] is None
    assert answer.json["data"]["metadata"]["destroyed"] is True
    assert older.json["data"]["data"] == {"token": "x"}


def test_a_version_tells_when_it_will_be_deleted_and_what_was_noted_beside_it(vault: VaultServer, reader: str) -> None:
    vault.describe_secret("kv/contract/noted", custom_metadata={"owner": "team"}, delete_version_after="1s")
    vault.write_secret("kv/contract/noted", {"token": "x"})
    before = vault.request("GET", "/v1/kv/data/contract/noted", token=reader)
    time.sleep(1.2)
    after = vault.request("GET", "/v1/kv/data/contract/noted", token=reader)

    assert before.status == 200
    assert before.json["data"]["metadata"]["custom_metadata"] == {"owner": "team"}
    assert before.json["data"]["metadata"]["deletion_time"] != ""
    assert (after.status, after.json["data"]["data"]) == (404, None)


def test_check_and_set_refuses_a_version_that_is_not_the_newest(vault: VaultServer) -> None:
    vault.administer("DELETE", "kv/metadata/contract/cas")
    first = as_root(vault, "POST", "kv/data/contract/cas", {"data": {"a": "b"}, "options": {"cas": 0}})
    again = as_root(vault, "POST", "kv/data/contract/cas", {"data": {"a": "b"}, "options": {"cas": 0}})

    assert (first.status, first.json["data"]["version"]) == (200, 1)
    assert again.status == 400
    assert "check-and-set parameter did not match the current version" in again.json["errors"][0]


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("kv/data/contract/w", {"token": "x"}, "no data provided"),
        ("kv/data/contract/w", b"{nope", "failed to decode JSON input"),
        ("kv/data/contract/w", b"[]", "failed to decode JSON input"),
        ("kv/data/contract/w/", {"data": {}}, "cannot write to a path ending in '/'"),
        ("kv1/contract/w", b"", "missing data fields"),
        ("kv/destroy/contract/acme", {}, "no version number provided"),
    ],
)
def test_a_wrong_body_is_refused(vault: VaultServer, path: str, body: object, text: str) -> None:
    answer = as_root(vault, "POST", path, body)

    assert answer.status == 400
    assert text in answer.json["errors"][0]
