"""Every key path has its place, whatever way the text writes it."""

from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.cargo.place import KeyPath
from policy.spans import spans_of
from tests.toml_documents import documents


def shown(text: str, *key: str | int) -> tuple[str, str]:
    """Return the text under the key span and under the value span of `key`."""
    spans = spans_of(text)[key]
    return text[slice(*spans.key)], text[slice(*spans.value)]


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("a = 1", ("a",), ("a", "1")),
        ("a=1 # b = 2\nc=3", ("c",), ("c", "3")),
        ("[package]\nname = 'x'", ("package", "name"), ("name", "'x'")),
        ("[ package ] # the header", ("package",), ("[ package ]", "[ package ]")),
        ("[a.b]", ("a",), ("a", "a")),
        ("[a.b]\n[a]", ("a",), ("[a]", "[a]")),
        ('[target."cfg(unix)".dependencies]', ("target", "cfg(unix)"), ('"cfg(unix)"', '"cfg(unix)"')),
        ("[[bin]]\n[[bin]]\nname = 'x'", ("bin", 1), ("[[bin]]", "[[bin]]")),
        ("[[bin]]\n[[bin]]\nname = 'x'", ("bin", 1, "name"), ("name", "'x'")),
        ("[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\nc = 7", ("a", 1, "b", 0, "c"), ("c", "7")),
        ("[[a]]\n[a.b]\nc = 7", ("a", 0, "b", "c"), ("c", "7")),
        ("a . b = 1", ("a",), ("a", "a . b = 1")),
        ("a.b.c = 1\na.b.d = 2", ("a", "b", "d"), ("d", "2")),
        ("a.b.c = 1\na.b.d = 2", ("a", "b"), ("b", "b.c = 1")),
        (r'"\u0061 b" = 1', ("a b",), (r'"\u0061 b"', "1")),
        ("a = { b = 1, c.d = [2] }", ("a", "c", "d", 0), ("2", "2")),
        ("a = {\n  b = 1, # one\n  c = 2,\n}", ("a", "c"), ("c", "2")),
        ("a = [ # first\n  'x', # ]\n  'y',\n]", ("a", 1), ("'y'", "'y'")),
        ("a = [{ b = 1 }, { b = 2 }]", ("a", 1, "b"), ("b", "2")),
        ("a = [[], [[1]]]", ("a", 1, 0, 0), ("1", "1")),
        ('a = """\n"b""\\"""""\nc = 1', ("c",), ("c", "1")),
        ("a = '''it's''' \r\nc = 1\r\n", ("c",), ("c", "1")),
        ("a = 1979-05-27 07:32:00 # then", ("a",), ("a", "1979-05-27 07:32:00")),
    ],
)
def test_the_span_of_a_key_path(text: str, key: KeyPath, expected: tuple[str, str]) -> None:
    tomli.loads(text)  # the sample is TOML

    assert shown(text, *key) == expected


@pytest.mark.parametrize("text", ["a = ", "a = [1", "[a", "]", "a = {b", "a = 'x", "\x00", "a = 1 b", "=", "[" * 5000])
def test_a_text_that_is_not_toml_gives_what_stands_before_the_mistake(text: str) -> None:
    assert spans_of(f"first = 1\n{text}")["first",].value == (8, 9)


def scalars(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield every key path of `value` that leads to something other than a table or an array."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from scalars(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from scalars(below, (*path, index))
    else:
        yield path, value


def check_every_scalar(text: str) -> None:
    found = spans_of(text)
    for path, value in scalars(tomli.loads(text)):
        spans = found[path]
        assert repr(tomli.loads(f"value = {text[slice(*spans.value)]}")["value"]) == repr(value)
        if isinstance(path[-1], str):
            assert list(tomli.loads(f"{text[slice(*spans.key)]} = 1")) == [path[-1]]


@settings(deadline=None)  # a busy machine is no failure
@given(documents())
def test_the_span_of_every_scalar_parses_to_its_value(text: str) -> None:
    check_every_scalar(text)


@settings(deadline=None)
@given(st.text(st.sampled_from("[]{}=,.#\"'\\ \n\r\tab1-:")))
def test_no_text_is_too_strange(text: str) -> None:
    for spans in spans_of(text).values():
        assert 0 <= spans.key[0] <= spans.key[1] <= len(text)
        assert 0 <= spans.value[0] <= spans.value[1] <= len(text)
