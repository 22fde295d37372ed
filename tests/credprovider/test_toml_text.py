"""Changes of a TOML text: what they make, and that they touch nothing else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from credprovider.errors import Other
from credprovider.toml_layout import Keys
from credprovider.toml_text import TomlText
from tests.toml_documents import documents

KEYS = ("a", "list")


def changed(text: str, change: Callable[[TomlText], None]) -> str:
    toml = TomlText(text, "the file")
    change(toml)
    return toml.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[a] # new\nlist = ['x']\n"),
        ("b = 1\n", "b = 1\n\n[a] # new\nlist = ['x']\n"),
        ("b = 1", "b = 1\n\n[a] # new\nlist = ['x']"),
        ("b = 1\r\n", "b = 1\r\n\r\n[a] # new\r\nlist = ['x']\r\n"),
        ("[a.b]\n", "[a.b]\n\n[a] # new\nlist = ['x']\n"),
        ("[a]\n", "[a]\nlist = ['x'] # new\n"),
        ("[a]", "[a]\nlist = ['x'] # new"),
        ("[a] # one\n\n# two\n[b]\n", "[a] # one\nlist = ['x'] # new\n\n# two\n[b]\n"),
        ("[a]\r\n  b = [\r\n  ] # one\r\n\r\n[c]", "[a]\r\n  b = [\r\n  ] # one\r\n  list = ['x'] # new\r\n\r\n[c]"),
        ("a.b = 1 # one\nc = 2\n[d]\n", "a.b = 1 # one\na.list = ['x'] # new\nc = 2\n[d]\n"),
        ("a = {}", "a = { list = ['x'] }"),
        ("a = { }", "a = { list = ['x'] }"),
        ("a = { b = 1 } # one", "a = { b = 1, list = ['x'] } # one"),
        ("a = {\n  b = 1, # one\n}\n", "a = {\n  b = 1, # one\n  list = ['x'],\n}\n"),
        ('"a" = { "b" = [ 1, ], }', '"a" = { "b" = [ 1, ], list = [\'x\'], }'),
        ("[a]\nlist = 'old' # one", "[a]\nlist = ['x'] # one"),
        ("[[b]]\n[a]\n[[b]]\n", "[[b]]\n[a]\nlist = ['x'] # new\n[[b]]\n"),
    ],
)
def test_a_value_is_set(before: str, after: str) -> None:
    assert changed(before, lambda toml: toml.set(KEYS, ["x"], "# new")) == after.replace("'x'", '"x"')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", "['x']"),
        ("[ ]", "[ 'x' ]"),
        ("[ # none\n]", "[ 'x' # none\n]"),
        ("['a']", "['a', 'x']"),
        ("['a',]", "['a', 'x',]"),
        ("[ 'a' , ]", "[ 'a' , 'x', ]"),
        ("[\n  'a',\n  'b', # one\n  # two\n]", "[\n  'a',\n  'b', # one\n  'x',\n  # two\n]"),
        ("[\n  'a' # one\n]", "[\n  'a', # one\n  'x'\n]"),
        ("[\r\n\t'a'\r\n]", "[\r\n\t'a',\r\n\t'x'\r\n]"),
        ("[\n'a',\n'b']", "[\n'a',\n'b',\n'x']"),
        ("['a' # one, ]\n, ]", "['a' # one, ]\n, 'x', ]"),
        ("[['a'], { b = ']' }]", "[['a'], { b = ']' }, 'x']"),
    ],
)
def test_an_item_is_put_at_the_end_in_the_manner_of_the_others(before: str, after: str) -> None:
    text = "[a]\nlist = {} # end\nb = 1\n"

    made = changed(text.format(before), lambda toml: toml.append(KEYS, "x"))

    assert made == text.format(after.replace("'x'", '"x"'))


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [
        (0, "['a']", "[]"),
        (0, "[ 'a' ]", "[ ]"),
        (0, "['a', 'b']", "['b']"),
        (0, "[ 'a', 'b' ]", "[ 'b' ]"),
        (1, "['a', 'b']", "['a']"),
        (1, "['a', 'b',]", "['a',]"),
        (1, "['a', 'b', 'c']", "['a', 'c']"),
        (1, "['a' # one\n , 'b' ]", "['a' # one\n  ]"),
        (0, "[\n  'a', # one\n  'b', # two\n]", "[\n  'b', # two\n]"),
        (1, "[\n  'a', # one\n  'b', # two\n]", "[\n  'a', # one\n]"),
        (1, "[\n  'a', # one\n  'b' # two\n]", "[\n  'a' # one\n]"),
        (0, "[\n  'a', 'b',\n]", "[ 'b',\n]"),
    ],
)
def test_an_item_is_taken_out_with_its_comma_and_its_line(number: int, before: str, after: str) -> None:
    text = "[a]\nlist = {} # end\nb = 1\n"

    made = changed(text.format(before), lambda toml: toml.remove_item(KEYS, number))

    assert made == text.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a]\nlist = [\n] # one\nb = 1\n", "[a]\nb = 1\n"),
        ("[a]\nlist = 1", "[a]"),
        ("a.list = 1\n", ""),
        ("a.list = 1\na.b = 1\n", "a.b = 1\n"),
        ("a = { list = 1 }", "a = { }"),
        ("a = { b = 1, list = 1 }", "a = { b = 1 }"),
        ("a = { list = 1, b = 1 }", "a = { b = 1 }"),
        ("a = {\n  list = 1, # one\n  b = 1,\n}", "a = {\n  b = 1,\n}"),
    ],
)
def test_a_key_is_taken_out_with_its_line(before: str, after: str) -> None:
    assert changed(before, lambda toml: toml.remove(KEYS)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a]\n", ""),
        ("b = 1\n\n[a] # one\n", "b = 1\n"),
        ("b = 1\n\n[a]", "b = 1"),
        ("b = 1\r\n\r\n[a]\r\n\r\n[c]\r\n", "b = 1\r\n\r\n[c]\r\n"),
        ("[a]\n[a.b]\n", "[a.b]\n"),
        ("[a]\n# about b\n[b]\n", "# about b\n[b]\n"),
    ],
)
def test_the_header_of_an_empty_table_is_taken_out(before: str, after: str) -> None:
    assert changed(before, lambda toml: toml.remove_header(("a",))) == after


def test_a_change_that_would_mean_something_else_is_refused() -> None:
    toml = TomlText("[a]\nlist = 1\n", "the file")

    with pytest.raises(Other, match=r"`a` in the file cannot be changed"):
        toml.remove_header(("a",))
    assert toml.text == "[a]\nlist = 1\n"


@pytest.mark.parametrize("text", ["a = 1", "a = [{}]", "[[a]]"])
def test_a_key_in_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(Other, match=r"`a` in the file is not a table"):
        TomlText(text, "the file").set(KEYS, "x")


def test_what_is_not_toml_is_refused_with_its_place() -> None:
    with pytest.raises(Other) as raised:
        TomlText("a = 1\nb = \x1b[\n", "the file")

    assert raised.value.message == "the file is not valid TOML"
    assert raised.value.causes[0].startswith("line 2, column 6: ")


@pytest.mark.parametrize("value", ['"', "\\", "\n\r\t\x00\x1b\x7f", "é\u2028", "'''", '"""'])
def test_every_text_can_be_written(value: str) -> None:
    made = changed("", lambda toml: toml.set(("registries", value, value), value))

    assert tomli.loads(made) == {"registries": {value: {value: value}}}


def test_a_path_that_is_not_utf_8_cannot_be_written() -> None:
    with pytest.raises(Other, match=r"`/\\udcff` is not UTF-8"):
        TomlText("", "the file").set(KEYS, "/\udcff")


# For every document and every change: it says exactly what was meant, and all that was there before is there as it was.


def walk(value: dict[str, Any], above: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield every value that is reached by keys alone."""
    yield above, value
    for key, below in value.items():
        if isinstance(below, dict):
            yield from walk(below, (*above, key))
        else:
            yield (*above, key), below


def read(text: str) -> dict[str, Any]:
    return tomli.loads(text, parse_float=str)  # nan would not equal itself


def holds(text: str, pieces: str) -> bool:
    """Return whether all characters of `pieces` are in `text`, in their order."""
    rest = iter(text)
    return all(char in rest for char in pieces)


@settings(deadline=None)  # a busy machine is no failure
@given(documents(), st.data())
def test_a_new_key_says_what_was_meant_and_goes_without_a_trace(text: str, data: st.DataObject) -> None:
    toml = TomlText(text, "the file")
    tables = [keys for keys, value in walk(toml.data) if isinstance(value, dict)]
    table = (*data.draw(st.sampled_from(tables)), *data.draw(st.sampled_from([(), ("new table",)])))

    toml.set((*table, "new.key"), ["x", 'y"'], "# new")
    expected = read(text)
    inner = expected
    for key in table:
        inner = inner.setdefault(key, {})
    inner["new.key"] = ["x", 'y"']
    assert read(toml.text) == expected
    assert holds(toml.text, text)

    toml.remove((*table, "new.key"))
    if toml.layout.comment(table) == "# new":
        toml.remove_header(table)
    assert read(toml.text) == read(text)
    assert toml.text == text or "{}" in text  # that one has become `{ }`


@settings(deadline=None)
@given(documents(), st.data())
def test_an_item_says_what_was_meant_and_goes_without_a_trace(text: str, data: st.DataObject) -> None:
    toml = TomlText(text, "the file")
    arrays = [
        (keys, value)
        for keys, value in walk(toml.data)
        if isinstance(value, list) and not toml.text.startswith("[[", toml.layout.spans[keys].value[0])
    ] or [((), [])]
    keys, items = data.draw(st.sampled_from(arrays))
    if not keys:
        return
    toml.append(keys, "x")
    assert TomlText(toml.text, "").get(*keys) == [*items, "x"]
    assert holds(toml.text, text)
    toml.remove_item(keys, len(items))
    assert toml.text == text

    for number in range(len(items)):
        without = TomlText(text, "the file")
        without.remove_item(keys, number)
        assert without.get(*keys) == items[:number] + items[number + 1 :]
        assert holds(text, without.text)


@settings(deadline=None)
@given(documents(), st.data())
def test_a_value_is_replaced_in_its_own_place(text: str, data: st.DataObject) -> None:
    toml = TomlText(text, "the file")
    values = [keys for keys, value in walk(toml.data) if not isinstance(value, (dict, list))] or [()]
    keys = data.draw(st.sampled_from(values))
    if not keys:
        return
    start, end = toml.layout.spans[keys].value
    toml.set(keys, "x")
    assert toml.text == f'{text[:start]}"x"{text[end:]}'
    assert toml.get(*keys) == "x"

    without = changed(text, lambda toml: toml.remove(keys))
    assert TomlText(without, "").get(*keys) is None
    assert holds(text, without)
