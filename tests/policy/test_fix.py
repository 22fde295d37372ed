"""What an edit does to a text, which stays as it is everywhere else."""

import pytest
import tomli

from policy.cargo.place import KeyPath, Place
from policy.edit import Edit, quoted
from policy.fix import edited


def after(text: str, *key: str | int, to: str | None, part: str = "value") -> str:
    result = edited(text, [Edit(Place("/Cargo.toml", key, part), to)])
    tomli.loads(result)
    return result


RENAMES: list[tuple[str, KeyPath, str]] = [
    ("[registry.a]\nindex = 1\n", ("registry",), "[registries.a]\nindex = 1\n"),
    ('[ "registry" ] # why\n', ("registry",), "[ registries ] # why\n"),
    ("registry.a.b = 1\n", ("registry",), "registries.a.b = 1\n"),
    ("[x]\na = { registry = 1, b = 2 }\n", ("x", "a", "registry"), "[x]\na = { registries = 1, b = 2 }\n"),
    ("[x.registry]\n[x.registry.y]\n", ("x", "registry"), "[x.registries]\n[x.registry.y]\n"),
    ("[[registry]]\n", ("registry",), "[[registries]]\n"),
]


@pytest.mark.parametrize(("text", "key", "expected"), RENAMES)
def test_a_key_is_renamed(text: str, key: KeyPath, expected: str) -> None:
    assert after(text, *key, to="registries", part="key") == expected


def test_a_header_is_replaced() -> None:
    text = "[registry]\na = 1\n[registry.x] # why\nb = 1\n"
    expected = "[registry]\na = 1\n[registries.x] # why\nb = 1\n"

    assert after(text, "registry", "x", to="[registries.x]", part="header") == expected
    assert after("a.b = 1\n", "a", to="[b]", part="header") == "a.b = 1\n"


@pytest.mark.parametrize("text", ["company", 'a"b\\c', "größe", "a\nb\x7f\t"])
def test_a_text_is_quoted(text: str) -> None:
    assert tomli.loads(f"key = {quoted(text)}") == {"key": text}


def test_a_value_is_replaced() -> None:
    assert after('a = "x" # why\nb = 1\n', "a", to='["x"]') == 'a = ["x"] # why\nb = 1\n'
    assert after('a = ["x", "y"]\n', "a", 1, to='"z"') == 'a = ["x", "z"]\n'


ADDITIONS: list[tuple[str, KeyPath, str]] = [
    ("[p]\na = 1 # why\n\n[q]\n", ("p", "new"), "[p]\na = 1 # why\nnew = 9\n\n[q]\n"),
    ("[p]\na = [\n 1,\n]\n", ("p", "new"), "[p]\na = [\n 1,\n]\nnew = 9\n"),
    ("[p]\n\n[q]\nb = 1\n", ("p", "new"), "[p]\nnew = 9\n\n[q]\nb = 1\n"),
    ("[p]", ("p", "new"), "[p]\nnew = 9\n"),
    ("[p]\n[p.sub]\nx = 1\n", ("p", "new"), "[p]\nnew = 9\n[p.sub]\nx = 1\n"),
    ("[p]\na = { b = 1 }\n", ("p", "a", "new"), "[p]\na = { b = 1, new = 9 }\n"),
    ("[p]\na = {}\n", ("p", "a", "new"), "[p]\na = { new = 9 }\n"),
    ("a = 1\n[p]\n", ("new",), "a = 1\nnew = 9\n[p]\n"),
    ("[p]\n", ("new",), "new = 9\n[p]\n"),
    ("a = 1", ("p", "new"), "a = 1\n\n[p]\nnew = 9\n"),
    ("[p]\na = 1\n", ("p", "publish", "new"), "[p]\na = 1\npublish.new = 9\n"),
    ("[p]\na = { b = 1 }\n", ("p", "a", "c d", "new"), '[p]\na = { b = 1, "c d".new = 9 }\n'),
    ("", ("p", "q.r", "new"), '\n[p."q.r"]\nnew = 9\n'),
    ("p.a = 1\n", ("p", "new"), "p.a = 1\np.new = 9\n"),
    (
        "[p]\na.b = { c = [\n 1,\n] } # why\nd = 1\n",
        ("p", "a", "new"),
        "[p]\na.b = { c = [\n 1,\n] } # why\na.new = 9\nd = 1\n",
    ),
    ('  p . "a.x" . b = 1', ("p", "a.x", "new"), '  p . "a.x" . b = 1\n  p . "a.x" . new = 9\n'),
]


@pytest.mark.parametrize(("text", "key", "expected"), ADDITIONS)
def test_an_entry_is_added(text: str, key: KeyPath, expected: str) -> None:
    assert after(text, *key, to="9") == expected


REMOVALS: list[tuple[str, KeyPath, str]] = [
    ("x.'y'.a = 1\nb = 2\n", ("x", "y", "a"), "b = 2\n"),
    ("x = { y . a = 1, b = 2 }\n", ("x", "y", "a"), "x = { b = 2 }\n"),
    ("a = 1 # why\nb = 2\n", ("a",), "b = 2\n"),
    ("[p]\na = 1", ("p", "a"), "[p]\n"),
    ("a = [\n 1,\n 2,\n]\nb = 1\n", ("a",), "b = 1\n"),
    ('[p]\na . "b.c".d = 1\ne = 2\n', ("p", "a", "b.c", "d"), "[p]\ne = 2\n"),
    ("x = { a.b = 1, c = 2 }\n", ("x", "a", "b"), "x = { c = 2 }\n"),
    ("x = { c = 2, a.b = 1 }\n", ("x", "a", "b"), "x = { c = 2 }\n"),
    ("x = { a = 1, b = 2 }\n", ("x", "a"), "x = { b = 2 }\n"),
    ("x = { a = 1, b = 2 }\n", ("x", "b"), "x = { a = 1 }\n"),
    ("x = { a = 1 }\n", ("x", "a"), "x = {  }\n"),
    ('x = ["a", "b"]\n', ("x", 1), 'x = ["a"]\n'),
    ('x = ["a", "b"]\n', ("x", 0), 'x = ["b"]\n'),
    ('x = [\n  "a",\n  "b",\n]\n', ("x", 0), 'x = [\n  "b",\n]\n'),
    ("[p]\na = 1\n\n[q]\nb = 1\n", ("p",), "[q]\nb = 1\n"),
    ("[q]\nb = 1\n\n[p]\na = [\n [1],\n]\n", ("p",), "[q]\nb = 1\n\n"),
]


@pytest.mark.parametrize(("text", "key", "expected"), REMOVALS)
def test_an_entry_is_taken_away(text: str, key: KeyPath, expected: str) -> None:
    assert after(text, *key, to=None) == expected


def test_an_edit_without_a_place_changes_nothing() -> None:
    assert after("a = 1\n", "b", to=None) == "a = 1\n"
    assert after("a = 1\n", "b", to="c", part="key") == "a = 1\n"
    assert after("[p.sub]\n", "p", "new", to="9") == "[p.sub]\n"
    assert after("[p]\na = { b.c = 1 }\n", "p", "a", "b", "new", to="9") == "[p]\na = { b.c = 1 }\n"


def test_several_edits_are_all_about_the_text_as_it_was() -> None:
    edits = [
        Edit(Place("/C", ("a",), "key"), "longer"),
        Edit(Place("/C", ("b",)), None),
        Edit(Place("/C", ("c",)), "9"),
    ]

    assert edited("a = 1\nb = 2\nc = 3\n", edits) == "longer = 1\nc = 9\n"
