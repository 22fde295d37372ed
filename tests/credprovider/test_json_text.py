import json
import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from credprovider.json_text import MAX_DEPTH, JsonError, parse, render

SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text()
VALUES = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
JSON_BITS = st.sampled_from(
    [
        *'{}[],:"\\ \n\t0123456789-+.eEu',
        "true",
        "false",
        "null",
        "NaN",
        "Infinity",
        "\\u",
        "d83d",
        "\\ude00",
        '"a"',
        "é",
        "\0",
        "1e5",
    ]
)


@given(VALUES, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_what_json_writes_is_read_to_the_same_value(value: object, ascii_only: bool, indent: int | str | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert parse(text.encode()) == value


@given(VALUES)
def test_what_we_write_is_read_by_json_to_the_same_value(value: object) -> None:
    text = render(value)

    assert json.loads(text) == value
    assert text.isascii()
    assert text.isprintable()
    assert parse(text.encode()) == value


@settings(max_examples=1000)
@given(st.lists(JSON_BITS, max_size=12).map("".join))
@example("-")
@example("01")
@example("1.")
@example("1e400")
@example('"\\ud83d\\ude00"')
@example('"\\ud83d"')
@example('{"a":1,"a":2}')
def test_what_is_accepted_is_what_json_reads(text: str) -> None:
    try:
        value = parse(text.encode())
    except JsonError:
        return
    assert json.loads(text, parse_constant=pytest.fail) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"{",
        b"[1,]",
        b"{,}",
        b'{"a":1,}',
        b'{"a" 1}',
        b"{1:2}",
        b"[1 2]",
        b"nul",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"-",
        b"+1",
        b"01",
        b"-01",
        b"1.",
        b".5",
        b"1e",
        b"1e+",
        b"1E400",
        b"9" * 5000,
        b'"',
        b'"\\',
        b'"\\x"',
        b'"\\u12"',
        b'"\\u+123"',
        b'"\\u12 4"',
        b'"\\ud800"',
        b'"\\ud800\\u0041"',
        b'"\\udc00"',
        b'"a\nb"',
        b'"a\x00b"',
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":1}',
        b"1 2",
        b"\xef\xbb\xbf1",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        '"x"'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_not_plain_json_is_refused(data: bytes) -> None:
    # abuse cases 3 to 8
    with pytest.raises(JsonError):
        parse(data)


def test_the_deepest_value_that_is_read() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
    with pytest.raises(JsonError, match="64 levels"):
        parse(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


@pytest.mark.parametrize(
    "data",
    [
        b'["' + b"\\u0041" * 170_000 + b'"]',
        b"[" + b'"\\n",' * 170_000 + b'"x"]',
        b"[" + b'"ab",' * 170_000 + b'"\\n"]',
        b'"' + b"a" * 1_000_000,
        b" " * 1_000_000,
    ],
)
def test_a_large_text_takes_time_in_proportion(data: bytes) -> None:
    start = time.monotonic()
    try:
        parse(data)
    except JsonError:
        pass
    assert time.monotonic() - start < 3


def test_an_error_holds_nothing_of_the_input() -> None:
    with pytest.raises(JsonError) as raised:
        parse(b'"secret \xff"')

    assert raised.value.__context__ is None
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, b"x", {1, 2}, object()])
def test_other_types_are_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        render(value)


def test_half_a_surrogate_pair_is_not_written() -> None:
    with pytest.raises(JsonError):
        render("\ud800")
