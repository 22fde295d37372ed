"""What the kit takes for an answer: what cargo 1.95 reads, and nothing that it refuses or loses."""

import pytest

from credprovider.conformance.answer import Answer, shown

GET = '"kind":"get","token":"t","cache":"session","operation_independent":true'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"Ok":{' + GET + "}}", "get"),
        ('{"Ok":{"kind":"get","token":"t","cache":"expires","expiration":1,"operation_independent":false}}', "get"),
        ('{"Ok":{"kind":"login"}}', "login"),
        ('{"Ok":{"kind":"logout"}}', "logout"),
        ('{"Err":{"kind":"not-found"}}', "not-found"),
        ('{"Err":{"kind":"url-not-supported"}}', "url-not-supported"),
        ('{"Err":{"kind":"operation-not-supported"}}', "operation-not-supported"),
        ('{"Err":{"kind":"other","message":"m"}}', "other"),
        ('{"Err":{"kind":"other","message":"m","caused-by":["a","b"]}}', "other"),
        (' {"Err": {"kind": "not-found"} } ', "not-found"),
    ],
)
def test_what_cargo_reads(text: str, kind: str) -> None:
    answer = Answer(text.encode() + b"\n")

    assert (answer.kind, answer.problem, answer.extra) == (kind, "", [])
    assert answer.ok == (kind in ("get", "login", "logout"))
    assert answer.refused != answer.ok


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"Ok":{"kind":"login"}} x', "not JSON"),
        ('{"Ok":{"kind":"login","kind":"login"}}', "a key is there twice"),
        ('{"Ok":{"kind":"login","x":NaN}}', "NaN is not JSON"),
        ('{"Ok":{"kind":"login","x":"\\ud800"}}', "half of a surrogate pair"),
        ("[" * 100_000, "nested too deeply"),
        ('{"x":' + "9" * 5000 + "}", "not JSON"),
        ("{" + GET + "}", "not an object with `Ok` or `Err` alone"),
        ("[]", "not an object with `Ok` or `Err` alone"),
        ('{"Ok":{"kind":"login"},"Err":{"kind":"not-found"}}', "not an object with `Ok` or `Err` alone"),
        ('{"Ok":null}', "`Ok` has no `kind`"),
        ('{"Err":{"kind":3}}', "`Err` has no `kind`"),
        ('{"Ok":{"kind":"read"}}', "unknown kind `read` of an `Ok`"),
        ('{"Err":{"kind":"not_found"}}', "unknown kind `not_found` of an `Err`"),
        ('{"Err":{"kind":"other"}}', "`other` has no `message`"),
        ('{"Err":{"kind":"other","message":"m","caused-by":"x"}}', "`caused-by` is not a list of strings"),
        ('{"Err":{"kind":"other","message":"m","caused_by":["x"]}}', "`caused_by` has an underscore"),
        ('{"Ok":{"kind":"get","token":null,"cache":"never","operation_independent":true}}', "`token` is missing"),
        ('{"Ok":{"kind":"get","token":"t","operation_independent":true}}', "`cache` is none of"),
        ('{"Ok":{"kind":"get","token":"t","cache":"always","operation_independent":true}}', "`cache` is none of"),
        ('{"Ok":{"kind":"get","token":"t","cache":"never"}}', "`operation_independent` (with an underscore)"),
        (
            '{"Ok":{"kind":"get","token":"t","cache":"never","operation_independent":1}}',
            "`operation_independent` (with",
        ),
    ],
)
def test_what_cargo_does_not_read_is_named(text: str, problem: str) -> None:
    answer = Answer(text.encode())

    assert problem in answer.problem
    assert (answer.kind, answer.ok, answer.refused, answer.token) == ("", False, False, "")


@pytest.mark.parametrize("expiration", ["null", '"1999999999"', "1.5", "true", "1799999999000"])
def test_the_end_of_a_token_is_whole_seconds(expiration: str) -> None:
    start = '{"Ok":{"kind":"get","token":"t","cache":"expires","expiration":'
    text = start + expiration + ',"operation_independent":true}}'

    assert "`expiration`" in Answer(text.encode()).problem


def test_fields_that_the_protocol_does_not_know_are_told_and_no_problem() -> None:
    answer = Answer(b'{"Ok":{%s,"x":1,"expiration":2}}' % GET.encode())

    assert (answer.kind, answer.extra, answer.expiration) == ("get", ["x", "expiration"], None)


def test_two_answers_may_differ_in_the_second_of_their_end() -> None:
    text = b'{"Ok":{"kind":"get","token":"%s","cache":"expires","expiration":%d,"operation_independent":true}}'

    assert Answer(text % (b"t", 1)).same(Answer(text % (b"t", 2)))
    assert not Answer(text % (b"t", 1)).same(Answer(text % (b"u", 1)))


@pytest.mark.parametrize(
    "line",
    [
        b'{"Ok":{"kind":"get","token":"a-secret","cache":"never"}}',
        b'{"token" : "a-\\"secret',
        b'{"token":"a-secret"',
        b'{"a":{"token":"a-secret"},"token":"a-secret"}',
    ],
)
def test_a_token_is_not_shown_even_in_a_line_that_is_no_json(line: bytes) -> None:
    assert "secret" not in shown(line)
    assert "(hidden, " in shown(line)


def test_the_kits_own_token_is_shown() -> None:
    line = b'{"Ok":{"kind":"get","token":"Bearer conformance-kit-a-b"}}'

    assert shown(line) == line.decode()
    assert shown(b"") == "nothing"
    assert shown(b"\x1b[2J\xff") == "\\x1b[2J\\xff"
