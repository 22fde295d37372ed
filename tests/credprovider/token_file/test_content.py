"""The form of the token file: what is read is what this version writes, and nothing else."""

import json
from typing import Any

import pytest

from credprovider.token_file.content import COST, Content, Protection, parse_content
from tests.credprovider.provider import INDEX

PASSPHRASE = Protection("passphrase", "ab" * 16, COST, "00")
KEY_FILE = Protection("key-file", "ab" * 16, 0, "00")


@pytest.mark.parametrize("protection", [None, PASSPHRASE, KEY_FILE])
def test_what_is_written_is_read(protection: Protection | None) -> None:
    content = parse_content(Content(protection, {INDEX: "abc", "п": ""}).rendered())

    assert content is not None
    assert content.tokens == {INDEX: "abc", "п": ""}
    assert content.same_protection(Content(protection, {}))
    assert content.protection is None or content.protection.check == "00"


def test_protections_differ_by_what_a_key_is_made_of() -> None:
    contents = [Content(each, {}) for each in (None, PASSPHRASE, KEY_FILE, Protection("passphrase", "cd" * 16, COST))]

    assert [[one.same_protection(two) for two in contents] for one in contents] == [
        [one is two for two in contents] for one in contents
    ]


def fields(**changes: object) -> bytes:
    """Return the text of a file with a passphrase, some of whose parameters are others; None leaves one out."""
    protection: dict[str, Any] = {"kind": "passphrase", "kdf": "scrypt", "n": COST, "r": 8, "p": 1, "salt": "ab" * 16}
    protection |= {"check": "00"} | changes
    kept = {key: value for key, value in protection.items() if value is not None}
    return json.dumps({"format": 2, "protection": kept, "tokens": {}}).encode()


def test_the_parameters_of_this_version() -> None:
    assert parse_content(fields()) is not None
    assert parse_content(fields(n=2**14)) is not None
    assert parse_content(fields(n=2**18)) is not None


@pytest.mark.parametrize(
    "changes",
    [
        # work that a hostile file asks for: 1 TiB of memory, years, a number that no machine has
        *({"n": n} for n in (2**40, 2**19, 2**17 + 1, 0, 1, 2, 2**13, -(2**17), 131072.0, "131072", True, None)),
        *({"r": r} for r in (2**30, 16, 1, 0, "8", None)),
        *({"p": p} for p in (2**30, 2, 0, "1", None)),
        *({"salt": salt} for salt in ("", "ab" * 15, "ab" * 17, "AB" * 16, "zz" * 16, 7, None)),
        *({"kdf": kdf} for kdf in ("md5", "", None)),
        *({"kind": kind} for kind in ("none", "key-file", "", None)),
        *({"check": check} for check in (None, 7)),
        {"more": 1},
    ],
    ids=str,
)
def test_other_parameters_are_not_worked_with(changes: dict[str, object]) -> None:
    assert parse_content(fields(**changes)) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"format":2,"tokens":{}}',
        '{"format":2,"protection":null,"tokens":{}}',
        '{"format":2,"protection":[],"tokens":{}}',
        '{"format":3,"protection":{},"tokens":{}}',
        '{"format":true,"tokens":[]}',
        '{"format":1,"tokens":{"x":"1","x":"2"}}',
    ],
)
def test_what_is_no_token_file(text: str) -> None:
    assert parse_content(text.encode()) is None
