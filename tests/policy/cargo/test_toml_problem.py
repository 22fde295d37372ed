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
    "a = 1 b = 2\n",
    'a = 1 "x"\n',
    "a = it's\n",
    "a = 1b\n",
    "a = 01\n",
    "a = foo\n",
    "a = Truth\n",
    "a = internal\n",
    "a = nexus\n",
    "a = company;\n",
    "a = {b = 1 c = 2}\n",
    "a = [1,,2]\n",
    "a = {, b = 1}\n",
    "a == 1\n",
    "a: 1\n",
    "[a.my name]\n",
    'a = "\\q"\n',
    'a = "\\u12"\n',
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_and_place(cargo_tree: Tree, text: str) -> None:
    cargo_tree.write({"Cargo.toml": text})

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 101
