"""Every key path has its place, whatever way the text writes it."""

from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.cargo.place import KeyPath
from policy.spans import spans_of


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


# Texts, written in every way that TOML 1.1 knows. Keys are numbered as they are drawn, so that none comes twice.

BLANK = st.sampled_from(["", " ", "\t "])
COMMENT = st.sampled_from(["", " # = [x] \"'", "\t#"])
NEWLINE = st.sampled_from(["\n", "\r\n", "\n\n  "])
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\"'\\", exclude_categories=["Cc", "Cs"]), max_size=6)
LONG_TRICK = st.sampled_from(['"', '""', '\\"""', "\\\n  ", "\n[x]\n", '\r\n"\r\n', "'"])
SCALAR = st.one_of(
    st.integers().map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.floats(allow_nan=False).map(repr),
    st.datetimes().map(str),
    st.sampled_from(["nan", "-inf", "0xdead_beef", "07:32:00", "1979-05-27", "1979-05-27T07:32", "''", '""', '""""""']),
    st.builds('"{}{}{}"'.format, PLAIN, st.sampled_from([r"\"", r"\\", r"\t", r"\u00e9", "'", "#", "]", "}"]), PLAIN),
    st.builds("'{}{}'".format, PLAIN, st.sampled_from(['"', "\\", "#", ",", "}"])),
    st.builds('"""{}{}{}"""'.format, PLAIN, LONG_TRICK, PLAIN),
    st.builds("'''{}{}'''".format, PLAIN, st.sampled_from(["'x", "''x", "\\", "\na = 1\n"])),
    st.sampled_from(["'''x'''''", '"""x"""""']),
)


@st.composite
def values(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.sampled_from(["scalar", "array", "table"] if depth < 3 else ["scalar"]))
    if kind == "scalar":
        scalar: str = draw(SCALAR)
        return scalar
    gap = draw(st.builds("{}{}{}".format, BLANK, COMMENT, NEWLINE) | BLANK)
    items = draw(st.lists(values(depth + 1), max_size=3) if kind == "array" else pairs(depth + 1))
    comma = draw(st.sampled_from(["", ","])) if items else ""
    inside = gap + f"{gap},{gap}".join(items) + gap + comma + gap
    return f"[{inside}]" if kind == "array" else f"{{{inside}}}"


@st.composite
def keys(draw: st.DrawFn, number: int) -> str:
    way: str = draw(st.sampled_from(["k-{}", "{}", '"k {}"', "'k.{}'", r'"\u006b\"{}"', '"[{}]"']))
    return way.format(number)


@st.composite
def pairs(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """Return `key = value` several times; some of the keys are dotted, some of these go through the same table."""
    written = []
    for number in range(draw(st.integers(0, 3))):
        front = draw(st.sampled_from(["", "same.", "same . other\t.", f"own{number}."]))
        written.append(front + draw(keys(number)) + draw(BLANK) + "=" + draw(BLANK) + draw(values(depth)))
    return written


HEADERS = ["[t{0}.{1}]", "[ t{0} . {1} ]", "[t{0}.{1}]\n[t{0}]", "[[t.a]]", "[[t.a]]\n[[t.a.b]]", "[[t.a]]\n[t.a.{1}]"]


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = draw(pairs())
    for number in range(draw(st.integers(0, 4))):
        header = draw(st.sampled_from(HEADERS)).format(number, draw(keys(number + 100)))
        parts += [draw(BLANK) + header, *draw(pairs())]
    end = draw(st.builds("{}{}{}".format, BLANK, COMMENT, NEWLINE))
    return end.join(parts) + end


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
