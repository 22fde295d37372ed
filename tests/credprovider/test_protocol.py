import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.errors import NotFound, OperationNotSupported, Other, UrlNotSupported
from credprovider.protocol import Request, done_answer, error_answer, parse_request, token_answer
from credprovider.token import Token
from tests.credprovider.provider import INDEX, check_answer, publish, request


def parsed(fields: object) -> Request:
    return parse_request(json.dumps(fields).encode())


def test_a_request_with_everything() -> None:
    asked = parsed(request("login", {"login-url": "https://x.example/me"}, token="abc", args=["--store", "file"]))

    assert (asked.index_url, asked.name, asked.kind) == (INDEX, "alt", "login")
    assert asked.token is not None
    assert asked.token.reveal() == "abc"
    assert (asked.login_url, asked.arguments) == ("https://x.example/me", ["--store", "file"])
    asked.check_action()


def test_the_least_that_a_request_needs() -> None:
    # conformance 8, 36; abuse case 13
    asked = parsed(request(name=None))

    assert (asked.name, asked.token, asked.login_url, asked.arguments) == (None, None, None, [])
    asked.check_action()


def test_unknown_fields_are_ignored_at_every_level() -> None:
    # conformance 9; abuse case 12
    fields = request() | {"extra-1": [1.5], "args": []}
    fields["registry"] = {"index-url": INDEX, "extra-2": None, "headers": ["WWW-Authenticate: Cargo"]}

    assert parsed(fields).index_url == INDEX


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" \r",
        b"x",
        b"[]",
        b'"x"',
        b"null",
        b"3",
        b"{}",
        b'{"v":1}',
        b'{"v":1,"registry":null,"kind":"get"}',
        b'{"v":1,"registry":[],"kind":"get"}',
        b'{"v":1,"registry":{},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":""},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":1},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":"https://x/","name":1},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":"https://x/","headers":"a"},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":"https://x/","headers":[1]},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":"https://x/"},"kind":["get"]}',
        b'{"v":1,"registry":{"index-url":"https://x/"},"kind":"get","operation":1}',
        b'{"v":1,"registry":{"index-url":"https://x/"},"kind":"login","token":1}',
        b'{"v":1,"registry":{"index-url":"https://x/"},"kind":"login","login-url":[]}',
        b'{"v":1,"registry":{"index-url":"https://x/"},"kind":"login","args":"a"}',
        b'{"v":1,"registry":{"index-url":"https://x/"},"kind":"login","args":[1]}',
        b'{"v":1,"registry":{"index-url":"https://x/","index-url":"https://y/"},"kind":"get"}',
        '{"v":1,"registry":{"index-url":"https://x/"},"kind":"get"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"v":1,"registry":{"index-url":"https://x/"},"kind":"get"}',
        b'{"v":1,"registry":{"index-url":"https://x/\xff"},"kind":"get"}',
    ],
)
def test_malformed_requests_are_refused(line: bytes) -> None:
    # conformance 14 to 16, 21; abuse cases 2 to 8, 14
    with pytest.raises(Other):
        parse_request(line)


@pytest.mark.parametrize("version", [2, 999, 0, -1, None, "1", 1.0, True, [1]])
def test_another_protocol_version_is_named(version: object) -> None:
    # conformance 13; abuse case 10
    with pytest.raises(Other, match=r"unsupported protocol version (2|999|0|-1|\(none\))"):
        parsed(request() | {"v": version})


@pytest.mark.parametrize("kind", ["unexpected-1", "", None, "GET", "Get"])
def test_an_unknown_kind(kind: str | None) -> None:
    # conformance 11, 17
    asked = parsed(request() | {"kind": kind})

    with pytest.raises(OperationNotSupported):
        asked.check_action()


@pytest.mark.parametrize("operation", ["unexpected", "", None, "READ"])
def test_an_unknown_operation_is_never_a_read(operation: str | None) -> None:
    # conformance 12
    asked = parsed(request(operation=operation))

    with pytest.raises(OperationNotSupported):
        asked.check_action()


@pytest.mark.parametrize("field", ["name", "vers", "cksum"])
def test_a_publish_without_what_it_is_for(field: str) -> None:
    # conformance 18
    parsed(publish()).check_action()
    with pytest.raises(Other, match=field):
        parsed(publish(**{field: None})).check_action()


def test_answers_are_one_line_each_and_strict() -> None:
    lines = [
        token_answer(Token("abc"), cache="session", expiration=None, operation_independent=True),
        token_answer(Token('a"\\'), cache="expires", expiration=1999999999, operation_independent=False),
        token_answer(Token("abc"), cache="never", expiration=None, operation_independent=False),
        done_answer("login"),
        done_answer("logout"),
        *map(
            error_answer, [UrlNotSupported("hidden"), NotFound("hidden"), OperationNotSupported("hidden"), Other("m")]
        ),
        error_answer(Other("E3", ("E2", "E1"))),
    ]

    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in lines)
    answers: list[Any] = [json.loads(line) for line in lines]
    for answer in answers:
        check_answer(answer)
    assert not any(b"hidden" in line for line in lines)
    # conformance 78: the outermost first
    assert answers[-1] == {"Err": {"kind": "other", "message": "E3", "caused-by": ["E2", "E1"]}}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda x: st.lists(x, max_size=3), max_leaves=4
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "v": st.just(1) | ANY,
        "registry": ANY
        | st.fixed_dictionaries({}, optional={"index-url": st.text() | ANY, "name": ANY, "headers": ANY}),
        **{
            key: st.sampled_from(["get", "login", "read", "publish"]) | ANY
            for key in ("kind", "operation", "token", "name")
        },
        **dict.fromkeys(("vers", "cksum", "login-url", "args"), ANY),
    },
)


@given(FIELDS)
def test_any_object_is_a_request_or_refused(fields: dict[str, object]) -> None:
    # abuse case 100, in small
    try:
        parsed(fields).check_action()
    except (Other, OperationNotSupported) as error:
        check_answer(json.loads(error_answer(error)))
