import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response
from credprovider.vault.kv import KvSecret, SecretPlace, read_secret
from tests.credprovider.vault.scripted import config


class Canned(Client):
    """A client whose every answer is the same."""

    def __init__(self, body: object, status: int = 200) -> None:
        super().__init__(config("https://vault.example.com"), lambda: 5.0)
        self.answer = Answer(Response(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode()))

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:  # noqa: ARG002 - it is canned
        return self.answer


def secret(fields: object, **metadata: object) -> KvSecret:
    """Read a secret from an answer in the form of Vault's."""
    known = {
        "created_time": "2026-11-20T09:27:27.3Z",
        "custom_metadata": None,
        "deletion_time": "",
        "destroyed": False,
        "version": 1,
    }
    return read_secret(Canned({"data": {"data": fields, "metadata": known | metadata}}), SecretPlace("kv/x"))


@pytest.mark.parametrize(
    ("text", "mount", "path", "field", "target"),
    [
        ("kv/x", "kv", "x", "token", "kv/data/x"),
        ("kv/cargo/kellnr", "kv", "cargo/kellnr", "token", "kv/data/cargo/kellnr"),
        ("kv/cargo/kellnr#publish", "kv", "cargo/kellnr", "publish", "kv/data/cargo/kellnr"),
        ("kv/x#a#b c/d", "kv", "x", "a#b c/d", "kv/data/x"),
        ("kv/a b/ü:@&=", "kv", "a b/ü:@&=", "token", "kv/data/a%20b/%C3%BC%3A%40%26%3D"),
        ("kv/.x/x.y", "kv", ".x/x.y", "token", "kv/data/.x/x.y"),
    ],
)
def test_places(text: str, mount: str, path: str, field: str, target: str) -> None:
    place = SecretPlace(text)

    assert (place.mount, place.path, place.field, place.target) == (mount, path, field, target)


@pytest.mark.parametrize(
    "text",
    [
        # abuse case 31
        *("", "kv", "kv/", "/kv/x", "kv//x", "kv/x/", "#token", "kv/x#", "kv#x"),
        *("kv/..", "kv/../sys", "../kv/x", "kv/a/../b", "kv/.", "kv/a/./b", "kv/foo.", "kv/a./b"),
        *("kv/%2e%2e", "kv/a%2fb", "kv/x?version=1", "kv/a\\b", "kv/*", "kv/+", "kv/{{identity}}"),
        *("kv/a\0b", "kv/a\r\nb", "kv/\x1b", "kv/\u202e", "kv/" + "x" * 4096),
    ],
)
def test_what_could_lead_elsewhere(text: str) -> None:
    with pytest.raises(VaultFailure) as raised:
        SecretPlace(text)

    assert raised.value.message.isprintable()


@given(st.text(max_size=30))
def test_no_text_leads_out_of_its_mount(text: str) -> None:
    try:
        target = SecretPlace("kv/cargo/" + text).target
    except VaultFailure:
        return
    assert target.startswith("kv/data/cargo/")
    assert not {"", ".", ".."} & set(target.split("/"))
    assert set(target) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/%")


def test_a_secret() -> None:
    read = secret({"token": "abc", "other": 1}, custom_metadata={"owner": "x"})

    assert read.text(SecretPlace("kv/x")) == "abc"
    assert (read.custom, read.expires) == ({"owner": "x"}, None)


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ({"a": "hidden", "b": "hidden"}, "token", "has no field `token`\nit has `a`, `b`; name one as kv/x#FIELD"),
        ({}, "token", "it has no field at all"),
        ({"a\x1b": "hidden"}, "token", "it has `a\\x1b`"),
        ({"token": ""}, "token", "is empty"),
        ({"token": None}, "token", "is empty"),
        ({"token": 7}, "token", "is not a text"),
        ({"token": {"hidden": 1}}, "token", "is not a text"),
    ],
)
def test_a_field_that_is_not_there_names_the_others_and_no_value(
    fields: dict[str, object], field: str, what: str
) -> None:
    with pytest.raises(VaultFailure) as raised:
        secret(fields).text(SecretPlace(f"kv/x#{field}"))

    said = "\n".join([raised.value.message, *raised.value.causes])
    assert what in said
    assert "hidden" not in said


def test_a_version_that_ends_later_says_when() -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)

    assert secret({"token": "abc"}, deletion_time=end.strftime("%Y-%m-%dT%H:%M:%S.123456789Z")).expires == int(
        end.timestamp()
    )


@pytest.mark.parametrize(
    "metadata",
    [
        {"destroyed": True},
        {"destroyed": None},
        {"destroyed": "false"},
        {"deletion_time": "2020-01-01T00:00:00Z"},
        {"deletion_time": "2999-01-01T00:00:00"},
        {"deletion_time": "soon"},
        {"deletion_time": 0},
        {"deletion_time": None},
    ],
)
def test_a_revoked_version_is_never_given_out(metadata: dict[str, object]) -> None:
    with pytest.raises(VaultFailure, match=r"deleted|destroyed"):
        secret({"token": "hidden"}, **metadata)


@pytest.mark.parametrize(
    "body",
    [
        # abuse case 64
        b"",
        b"<html>hidden</html>",
        b"[]",
        b"{}",
        b'{"data":null}',
        b'{"data":"x"}',
        b'{"data":{"token":"hidden"}}',
        b'{"data":{"data":{"token":"hidden"}}}',
        b'{"data":{"data":{"token":"hidden"},"metadata":null}}',
        b'{"data":{"data":null,"metadata":{"destroyed":false,"deletion_time":""}}}',
        b'{"data":{"data":{"token":"a"},"data":{"token":"hidden"},"metadata":{}}}',
    ],
)
def test_a_200_that_is_not_the_form_of_a_secret(body: bytes) -> None:
    with pytest.raises(VaultFailure) as raised:
        read_secret(Canned(body), SecretPlace("kv/x"))

    assert "hidden" not in str(raised.value.args)
