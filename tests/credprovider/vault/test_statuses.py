import json

import pytest

from credprovider.vault.client import Answer
from credprovider.vault.failures import NoSuchSecret, RemovedToken, VaultFailure
from credprovider.vault.http1 import Response
from credprovider.vault.kv import SecretPlace
from credprovider.vault.statuses import failure_for

PLACE = SecretPlace("kv/cargo/x")
WHERE = "Vault at https://v"


def failure(status: int, body: object = None, own: int = 200) -> VaultFailure:
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return failure_for(Answer(Response(status, {}, data)), PLACE, WHERE, lambda: own)


def said(found: VaultFailure) -> str:
    return "\n".join([found.message, *found.causes])


def test_the_one_404_that_is_not_found() -> None:
    # abuse case 63
    assert isinstance(failure(404, {"errors": []}), NoSuchSecret)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            {"errors": [], "warnings": ["Invalid path for a versioned K/V secrets engine."]},
            "another version of the KV engine",
        ),
        ({"data": {"data": None, "metadata": {"deletion_time": "2026-01-01T00:00:00Z"}}}, "was deleted or destroyed"),
        ({"errors": ["unsupported path"]}, "does not support the path kv/cargo/x"),
        (
            {"errors": ['no handler for route "kv/data/x". route entry not found.']},
            "the mount `kv` of Vault at https://v does not exist",
        ),
        (b"404 page not found", "does not know Vault's API"),
        ({}, "does not support the path"),
    ],
)
def test_every_other_404_is_a_failure(body: object, what: str) -> None:
    found = failure(404, body)

    assert not isinstance(found, NoSuchSecret)
    assert what in said(found)


def test_403_tells_an_expired_token_from_a_missing_right() -> None:
    # abuse case 62
    assert "is not valid or has expired" in said(failure(403, {"errors": ["permission denied"]}, own=403))
    assert 'path "kv/data/cargo/x" { capabilities = ["read"] }' in said(
        failure(403, {"errors": ["permission denied"]}, own=200)
    )


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (204, "with nothing"),
        (400, "malformed"),
        (405, "is not a KV engine of version 2"),
        (412, "does not know the token yet"),
        (429, "too many requests"),
        (472, "a disaster recovery secondary"),
        (473, "a performance standby"),
        (474, "cut off"),
        (500, "status 500"),
        (501, "is not initialised"),
        (502, "status 502"),
        (503, "is sealed"),
        (530, "removed from the cluster"),
        (418, "status 418"),
    ],
)
def test_what_each_status_means(status: int, what: str) -> None:
    assert what in said(failure(status))


def test_nobody_leads() -> None:
    words = {"errors": ["local node not active but active cluster node not found"]}
    assert "has no active server at the moment" in said(failure(500, words))


def test_the_words_of_a_server_are_never_repeated() -> None:
    # abuse case 65
    for status in (400, 403, 404, 405, 500, 503):
        assert "hidden" not in said(failure(status, {"errors": ["bad token hidden"], "warnings": ["hidden"]}))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (
            "Upgrading from non-versioned to versioned data. This backend will be unavailable for a brief period.",
            "is being upgraded",
        ),
        ("Waiting for the primary to upgrade from non-versioned to versioned data.", "is being upgraded"),
        ("token is invalid", "is not valid; log in again"),
        ("missing client token", "is not valid; log in again"),
    ],
)
def test_a_400_has_a_hint_where_its_words_are_known(words: str, what: str) -> None:
    assert what in said(failure(400, {"errors": [words]}))


OLD = SecretPlace("kv/cargo/x", engine="kv-v1")
MADE = SecretPlace("artifactory/token/cargo#access_token", engine="dynamic")


def refused(place: SecretPlace, status: int, body: object = None, mount: str = "", engine: str = "") -> VaultFailure:
    answer = Answer(Response(status, {}, b"" if body is None else json.dumps(body).encode()))
    return failure_for(answer, place, WHERE, lambda: 200, lambda: (mount, engine))


@pytest.mark.parametrize(
    ("place", "status", "body", "what"),
    [
        (OLD, 404, {"warnings": ["Invalid path for a versioned K/V secrets engine."]}, 'set engine = "kv-v2"'),
        (OLD, 405, {"errors": ["unsupported operation"]}, "is not a KV engine of version 1"),
        (OLD, 403, {"errors": ["permission denied"]}, 'path "kv/cargo/x" { capabilities'),
        (OLD, 404, {"errors": ["unsupported path"]}, "`engine` beside `secret` says which it is"),
        (
            MADE,
            400,
            {"errors": ["unknown role: hidden"]},
            "the role, which is the last part of `secret`, does not exist",
        ),
        (MADE, 400, {"errors": ["Secret cannot be returned; token had one use left"]}, "is for so many requests"),
        (MADE, 500, {"errors": ["hidden"]}, "does not make a secret at artifactory/token/cargo (status 500)"),
        (MADE, 403, {"errors": ["permission denied"]}, 'path "artifactory/token/cargo" { capabilities'),
        (MADE, 404, {"errors": ["no handler for route"]}, "a longer one is named by `mount` beside it"),
    ],
)
def test_what_each_engine_refuses(place: SecretPlace, status: int, body: object, what: str) -> None:
    found = refused(place, status, body)

    assert what in said(found)
    assert "hidden" not in said(found)


def test_a_404_of_version_1_is_not_taken_for_nothing_there() -> None:
    nothing = {"errors": list[str]()}

    assert 'set engine = "kv-v1"' in said(refused(PLACE, 404, nothing, "kv", "kv-v1"))
    assert isinstance(refused(PLACE, 404, nothing, "kv", "kv-v2"), NoSuchSecret)
    assert isinstance(refused(PLACE, 404, nothing), NoSuchSecret)
    assert isinstance(refused(OLD, 404, nothing, "kv", "kv-v1"), NoSuchSecret)
    assert isinstance(refused(MADE, 404, nothing, "kv", "kv-v1"), NoSuchSecret)


def test_a_403_for_another_engine_than_the_one_that_is_there() -> None:
    denied = {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
    long = SecretPlace("team/old/cargo/x")

    assert 'set engine = "kv-v1" beside `secret`' in said(refused(PLACE, 403, denied, "kv", "kv-v1"))
    assert 'set engine = "kv-v2" beside `secret`' in said(refused(OLD, 403, denied, "kv", "kv-v2"))
    assert 'set engine = "kv-v1" and mount = "team/old"' in said(refused(long, 403, denied, "team/old", "kv-v1"))
    assert 'path "kv/data/cargo/x"' in said(refused(PLACE, 403, denied, "kv", "kv-v2"))
    assert 'path "kv/data/cargo/x"' in said(refused(PLACE, 403, denied))


@pytest.mark.parametrize(("destroyed", "removed"), [(False, True), (True, False), (None, False)])
def test_a_destroyed_version_is_no_logout(destroyed: bool | None, removed: bool) -> None:
    metadata = {"deletion_time": "2026-01-01T00:00:00Z", "destroyed": destroyed}
    found = failure(404, {"data": {"data": None, "metadata": metadata}})

    assert isinstance(found, RemovedToken) is removed
    assert "was deleted or destroyed" in said(found)
