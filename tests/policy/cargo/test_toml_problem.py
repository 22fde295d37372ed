"""What cargo says of texts that do not parse: each time side by side with real cargo."""

import pytest

from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

TEXTS = [
    "a = [invalid words\n   ",
    "a = [invalid\n",
    'a = [invalid words\n[package]\nname = "x"\n',
    "a = [invalid words]\nb = 1\n",
    "a = invalid words\nb = [\n",
    "a = [invalid # a comment\n",
    "a = [[invalid]\n",
    "a = [1, invalid words\n\n\n",
    "a = invalid [\n",
    "a = invalid [1]\n",
    "a = invalid {\n",
    "a = 1 [\n",
    "a = [1 2\n",
    "a = [1 2]\n",
    "a = [1 2\n3]\n",
    'a = ["x" "y"]\n',
    "<<<<<<< HEAD\na = 1\n",
    "a = 1\n>>>>>>> other\n",
    "<<<<<<<\na = 1\n",
    "!key\n",
    "!key other = 1\n",
    "!key = 1\n",
    "!key.other = 1\n",
    "a = True\n",
    "a = False\n",
    "a = no\n",
    "a = infinity\n",
    "a = -Nan\n",
    "a = 0.1.0\n",
    "a = 1.0.0-beta # a comment\n",
    "a = [True, 1]\n",
    "a = 1.\n",
    "a = .5\n",
    "a = 1e+\n",
    "a = 01\n",
    "a = 00.1\n",
    "a = ++1\n",
    "a = -\n",
    "a = 12abc\n",
    "a = 1 second\n",
    "a = 1 // a comment\n",
    "a == 1\n",
    "a = ]\n",
    "a = }\n",
    "a = [,]\n",
    "a = [1,,2]\n",
    "a = {,}\n",
    "a = 1 b = 2\n",
    'a = 1 "x"\n',
    "a = it's\n",
    "a = 1b\n",
    "a = foo\n",
    "a = Truth\n",
    "a = internal\n",
    "a = nexus\n",
    "a = company;\n",
    "a = {b = 1 c = 2}\n",
    "a = {, b = 1}\n",
    "a: 1\n",
    "[a.my name]\n",
    'a = "\\q"\n',
    'a = "\\u12"\n',
]


KEYS = [
    'foo: "x"',
    "foo : 1",
    '"foo" 1',
    "foo:",
    "foo: # x",
    "foo:x = 1",
    "foo@bar = 1",
    "foo { a = 1 }",
    "foo , x",
    'a = { foo: "x" }',
    'a = { "foo" 1 }',
    "a = { b = 1, foo: [1] }",
    'a = {\n foo: "x"\n}',
    "a = { foo: }",
    "a = { foo, b = 1 }",
    "a = { foo:x = 1 }",
    'a = [{ foo: "x" }]',
]
# fmt: off
VALUES = [
    "nope", "invalid", "tru", "true1", "falsey", "True", "null", "1x", "+x", "-x", "--1", "+inf1", "-true", "0x", "0xg",
    "0b2", "0o8", "1.2.3", ".5", "-.5", "5.", "1.x", "1_", "_1", "1e", "1e+", "01", "-01", "00", "00.1", "true false",
    "1 2", '= "x"', ">=1", "@x", "[1.2.3]", "{ b = True }", "[1, tru]", "{ b = 1.2.3, c = 2 }", "[a b]", "[1.2.3 4]",
    "{ b = =1 }", "[=1]", "[x = 1]", "True]",
]
# fmt: on


@pytest.mark.parametrize("text", [*TEXTS, *KEYS, *(f"a = {value}\n" for value in VALUES)])
def test_words_and_place(cargo_tree: Tree, text: str) -> None:
    cargo_tree.write({"Cargo.toml": text})

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 101
