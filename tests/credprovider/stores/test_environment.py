"""The environment store: a variable of a CI system, through the real program."""

import os

import pytest

from tests.credprovider.provider import CANARY, INDEX, NOT_FOUND, UNSUPPORTED, Provider, publish, request, token

VARIABLE = "KELLNR_TOKEN"
TABLE = f'[registries."{INDEX}"]\nstore = "environment"\nvariable = "{VARIABLE}"\n'


@pytest.fixture
def store(provider: Provider) -> Provider:
    """A provider that serves one registry from a variable, which holds a token."""
    provider.settings(TABLE)
    provider.extra[VARIABLE] = CANARY
    return provider


def test_the_variables_content_is_the_token(store: Provider) -> None:
    # conformance 38
    assert store.one(request()) == token(CANARY)


def test_one_line_end_is_dropped(store: Provider) -> None:
    # abuse case 34
    for end in ("\n", "\r\n"):
        store.extra[VARIABLE] = "abc" + end
        assert store.one(request()) == token("abc")


def test_an_operation_has_a_variable_of_its_own(store: Provider) -> None:
    store.settings(TABLE + 'header = "Bearer {token}"\npublish = { variable = "PUBLISH_TOKEN" }\n')
    store.extra["PUBLISH_TOKEN"] = "abc"

    assert store.ask(request(), publish()) == [
        token(f"Bearer {CANARY}", independent=False),
        token("Bearer abc", "never", independent=False),
    ]


@pytest.mark.parametrize("value", [None, ""])
def test_a_variable_without_a_value_lets_cargo_go_on_and_is_named(store: Provider, value: str | None) -> None:
    # conformance 39
    if value is None:
        del store.extra[VARIABLE]
    else:
        store.extra[VARIABLE] = value
    said = store.raw(b'{"v":1,"registry":{"index-url":"%s"},"kind":"get","operation":"read"}\n' % INDEX.encode())

    assert said.lines == [NOT_FOUND]
    assert said.hints == f"cargo-credprovider: the variable {VARIABLE} is not set, or is empty\n"


@pytest.mark.parametrize(
    "value", [" ", f"{CANARY}\nX-Evil: 1", f"{CANARY}\x1b[2J", f"{CANARY}é", f"{CANARY}\udcff", "\n"]
)
def test_what_is_no_token_is_refused_by_the_variables_name(store: Provider, value: str) -> None:
    # conformance 55; abuse cases 35, 36
    store.extra[VARIABLE] = value

    assert f"the variable {VARIABLE} holds no token\nthe token " in store.error(request())


@pytest.mark.parametrize("asked", [request("login", token=CANARY), request("login"), request("logout")])
def test_a_token_is_neither_taken_nor_removed(store: Provider, asked: dict[str, object]) -> None:
    # conformance 70
    assert store.one(asked) == UNSUPPORTED


@pytest.mark.parametrize("store_name", ["environment", "command"])
def test_a_projects_configuration_cannot_send_a_variable_or_run_a_program(provider: Provider, store_name: str) -> None:
    # Arguments in cargo's configuration may be a project's, which could have any variable sent to a host of its own.
    provider.extra[VARIABLE] = CANARY
    for arguments in (
        ["--store", store_name, "--variable", VARIABLE],
        ["--store", store_name],
        ["--variable", VARIABLE],
        ["--command", "env"],
    ):
        said = provider.error(request(args=arguments))
        assert "the arguments of credential-provider in cargo's configuration" in said


def test_the_variable_is_read_as_bytes(store: Provider) -> None:
    store.extra |= {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", os.fsdecode(b"\xff"): "x"}

    assert store.one(request()) == token(CANARY)
