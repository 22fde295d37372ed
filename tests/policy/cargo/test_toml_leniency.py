"""What is no TOML, and cargo reads it all the same."""

import json

import pytest

from policy.cargo.toml_file import parse_toml
from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n'


@pytest.mark.parametrize(
    "value",
    [
        "{ foo }",
        "{ foo = }",
        "{b=}",
        "{ a = 1, foo }",
        "{ a = { b }, foo }",
        "{ 'foo' }",
        '{ "a}" . b }',
        "[{ foo }, { bar }]",
        "{ foo\n}",
        "{ foo, b = 1 }",
        "{ a = 1\n foo }",
        "{ foo.}",
        "{ , }",
    ],
)
def test_the_last_key_of_an_inline_table(value: str, cargo_tree: Tree) -> None:
    text = f"{PACKAGE}[package.metadata]\nx = {value}\n"
    cargo_tree.write({"Cargo.toml": text, "src/lib.rs": ""})

    run = cargo_tree.cargo("metadata", "--no-deps", "--format-version", "1")

    file = parse_toml("Cargo.toml", text)
    assert (file.problem is None) == (run.status == 0)
    if run.status == 0:
        assert file.data["package"]["metadata"] == json.loads(run.stdout)["packages"][0]["metadata"]


def test_not_many_are_passed_over() -> None:
    texts = ["".join(f"x{number} = {{ foo }}\n" for number in range(many)) for many in (16, 17)]
    assert [parse_toml("Cargo.toml", text).problem is None for text in texts] == [True, False]
