"""What the Vault client relies on, against a real server wherever there is one, and against the stand-in, which must
not differ.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import hvac  # the judge: the same reads through the library
import pytest

from credprovider.vault.failures import NoSuchSecret, VaultFailure
from credprovider.vault.kv import KvSecret, SecretPlace, read_secret
from credprovider.vault.session import Session
from tests.servers.vault_server import VaultServer

Read = Callable[..., KvSecret]


@pytest.fixture
def read(vault_server: VaultServer, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a secret by its place, with a token that may read everything below kv/ unless another one is given."""

    def reading(place: str, token: str | None = None, address: str = "") -> KvSecret:
        monkeypatch.setenv("VAULT_TOKEN", token or vault_server.token_reading("kv/data/*", "kv1/*"))
        table: dict[str, object] = {"address": address or vault_server.address, "ca-file": str(vault_server.ca_file)}
        return read_secret(Session(table, lambda: 5.0), SecretPlace(place))

    return reading


def refused(read: Read, place: str, token: str | None = None) -> str:
    with pytest.raises(VaultFailure) as raised:
        read(place, token)
    assert not isinstance(raised.value, NoSuchSecret)
    return "\n".join([raised.value.message, *raised.value.causes])


FIELDS: list[dict[str, Any]] = [
    {"token": "abc"},
    {"token": "abc", "index": "sparse+https://registry.example/index/", "n": 1, "f": 1.5, "b": True, "none": None},
    {"token": 'tökén \u202e \U0001f600 \x1b\n\t"\\/ \u2028', "ключ": {"nested": [1, {"deep": []}]}},
    {"token": "x" * 60_000},
    {"": "empty name"},
    {"ttl": "1h", "lease": "2h", "data": {"data": {"token": "inner"}}, "metadata": {"destroyed": True}},
    {},
]


@pytest.mark.parametrize("fields", FIELDS, ids=lambda fields: ",".join(fields)[:30])
def test_a_secret_is_read_as_the_library_reads_it(
    vault_server: VaultServer, read: Read, fields: dict[str, Any]
) -> None:
    vault_server.write_secret("kv/contract/fields", fields)
    vault_server.describe_secret("kv/contract/fields", custom_metadata={"owner": "team"})
    judge = hvac.Client(vault_server.address, token=vault_server.root_token, verify=str(vault_server.ca_file))
    theirs = judge.secrets.kv.v2.read_secret_version("contract/fields", mount_point="kv", raise_on_deleted_version=True)

    ours = read("kv/contract/fields")

    assert ours.fields == theirs["data"]["data"] == fields
    assert ours.custom == theirs["data"]["metadata"]["custom_metadata"] == {"owner": "team"}
    assert ours.expires is None


@pytest.mark.parametrize("path", ["a b", "ü", "a:b@c&d=e+f", "~x", "a'b\"c", "x.y/.z", "very/" * 20 + "deep"])
def test_odd_paths_are_the_ones_that_were_written(vault_server: VaultServer, read: Read, path: str) -> None:
    place = f"kv/contract/{path.replace('+', '-')}"
    vault_server.write_secret(quote(place), {"token": path})

    assert read(place).fields == {"token": path}


def test_the_newest_version_is_read(vault_server: VaultServer, read: Read) -> None:
    for value in ("one", "two"):
        vault_server.write_secret("kv/contract/versions", {"token": value})

    assert read("kv/contract/versions").text(SecretPlace("kv/contract/versions")) == "two"


def test_nothing_there(read: Read) -> None:
    with pytest.raises(NoSuchSecret):
        read("kv/contract/nothing")


def test_a_deleted_secret_is_not_an_absent_one(vault_server: VaultServer, read: Read) -> None:
    vault_server.write_secret("kv/contract/deleted", {"token": "old"})
    vault_server.write_secret("kv/contract/deleted", {"token": "new"})
    vault_server.delete_latest("kv/contract/deleted")

    assert "was deleted or destroyed" in refused(read, "kv/contract/deleted")


def test_a_destroyed_secret_is_not_an_absent_one(vault_server: VaultServer, read: Read) -> None:
    version = vault_server.write_secret("kv/contract/destroyed", {"token": "x"})
    vault_server.destroy_version("kv/contract/destroyed", version)

    assert "was deleted or destroyed" in refused(read, "kv/contract/destroyed")


def test_a_version_with_an_end(vault_server: VaultServer, read: Read) -> None:
    vault_server.describe_secret("kv/contract/ending", delete_version_after="300s")
    vault_server.write_secret("kv/contract/ending", {"token": "x"})

    expires = read("kv/contract/ending").expires

    assert expires is not None
    assert 290 < expires - time.time() <= 300


def test_a_mount_that_does_not_exist(vault_server: VaultServer, read: Read) -> None:
    assert "the mount `nowhere` of" in refused(read, "nowhere/x", vault_server.root_token)
    assert "may not read nowhere/x" in refused(read, "nowhere/x")


def test_a_mount_of_version_1(vault_server: VaultServer, read: Read) -> None:
    vault_server.write_secret("kv1/contract/old", {"token": "x"})
    vault_server.write_secret("kv1/data/contract/old", {"token": "x"})

    assert "does not answer as a KV engine of version 2" in refused(read, "kv1/contract/old")


def test_a_missing_right_names_the_line_that_is_missing(vault_server: VaultServer, read: Read) -> None:
    token = vault_server.token_reading("kv/data/contract/other")

    said = refused(read, "kv/contract/secret", token)

    assert "may not read kv/contract/secret" in said
    assert 'path "kv/data/contract/secret" { capabilities = ["read"] }' in said


def test_a_token_that_is_no_longer_valid(vault_server: VaultServer, read: Read) -> None:
    token = vault_server.token_reading("kv/data/*")
    vault_server.revoke(token)

    assert "is not valid or has expired" in refused(read, "kv/contract/x", token)
    assert "is not valid or has expired" in refused(read, "kv/contract/x", "s.never-was-one")


def test_one_read_is_one_request(vault_server: VaultServer, read: Read) -> None:
    # abuse case 67: a token for a single use is enough
    vault_server.write_secret("kv/contract/once", {"token": "abc"})
    vault_server.policy("once", {"kv/data/contract/once": ["read"]})
    token = vault_server.token(["once"], num_uses=1)
    before = len(vault_server.audited())

    assert read("kv/contract/once", token).fields == {"token": "abc"}
    (seen,) = vault_server.audited()[before:]
    assert (seen.operation, seen.path, seen.error) == ("read", "kv/data/contract/once", "")
    assert "is not valid or has expired" in refused(read, "kv/contract/once", token)


def test_a_proxy_that_demands_the_header_against_forged_requests(vault_server: VaultServer, read: Read) -> None:
    vault_server.write_secret("kv/contract/guarded", {"token": "abc"})
    token = vault_server.token_reading("kv/data/contract/guarded")

    assert (
        vault_server.request(
            "GET", "/v1/kv/data/contract/guarded", token=token, address=vault_server.guarded_address
        ).status
        == 412
    )
    assert read("kv/contract/guarded", token, vault_server.guarded_address).fields == {"token": "abc"}


def test_a_sealed_vault(vault_server: VaultServer, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    token = vault_server.token_reading("kv/data/*")
    monkeypatch.setenv("VAULT_MAX_RETRIES", "0")
    vault_server.seal()
    try:
        assert "is sealed or has no active node" in refused(read, "kv/contract/x", token)
    finally:
        vault_server.unseal()


def test_a_vault_that_does_not_answer(vault_server: VaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    table: dict[str, object] = {"address": vault_server.address, "ca-file": str(vault_server.ca_file)}
    vault_server.server.process.pause()
    try:
        with pytest.raises(VaultFailure, match="did not answer in time"):
            read_secret(Session(table, lambda: 0.2), SecretPlace("kv/x"))
    finally:
        vault_server.server.process.resume()
