"""Reading TOML: what cargo reads, and where it stops."""

import os
from pathlib import Path

import pytest

from policy.cargo.toml_file import MAX_BYTES, parse_toml, read_toml
from policy.cargo.toml_problem import picture
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

BROKEN = [
    "a",
    "a =",
    "a = b",
    "a = [",
    "a = [1,",
    'a = [\n  "x",\n',
    "a = {",
    "a = { b = 1",
    'a = "x',
    'a = """x',
    "= 1",
    "[x",
    "[]",
    "[x]]",
    "a b = 1",
    "a..b = 1",
    'name = "b"',
    "[package]",
    "a = 1\na = 2",
    "a.b = 1\na.b = 2",
    "[x]\n[x]",
    "[x]\na = 1\n[x.a]",
    "a = { b = 1, b = 2 }",
    "a = { b = 1 }\na.c = 2",
    "a = [\n1\n2\n]",
]


@pytest.mark.parametrize("text", BROKEN, ids=repr)
def test_cargo_stops_at_the_same_place(text: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": f'[package]\nname = "app"\n{text}\n'})
    cargo_tree.for_cargo()

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 101


@pytest.mark.parametrize("text", ["a = [", "a = 1\na = 2", "[x]\n[x]", "a =", '"é" = "x"\n[é]'], ids=repr)
def test_cargo_draws_the_same_picture_of_a_config(text: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '[package]\nname = "app"\n', ".cargo/config.toml": f"{text}\n"})
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


def test_a_picture() -> None:
    assert picture("b = ]", 2, 5, "what is wrong") == (
        "TOML parse error at line 2, column 5\n  |\n2 | b = ]\n  |     ^\nwhat is wrong"
    )


def test_toml_1_1(tree: Tree) -> None:
    tree.write({"a.toml": 'a = {\n  b = "\\e\\x41", # a comment\n}\n'})

    assert read_toml(tree.path("a.toml")).data == {"a": {"b": "\x1bA"}}


def test_a_byte_order_mark_is_not_part_of_the_text(tree: Tree) -> None:
    tree.write({"a.toml": "\ufeffa = 1\n"})

    file = read_toml(tree.path("a.toml"))

    assert (file.text, file.data) == ("a = 1\n", {"a": 1})


def test_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = \xff\n")

    problem = read_toml(str(path)).problem

    assert problem is not None
    assert problem.message == "stream did not contain valid UTF-8"


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")

    for path in (tmp_path, tmp_path / "fifo", tmp_path / "none"):
        file = read_toml(str(path))
        assert file.data == {}
        assert file.problem is not None
        assert file.problem.line == 0


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    problem = read_toml(str(path)).problem

    assert problem is not None
    assert problem.message == "it is larger than 16 MiB"


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a" + ".a" * 100_000 + " = 1", "a = " + "9" * 100_000])
def test_what_is_too_much_for_the_parser_is_a_problem(text: str) -> None:
    problem = parse_toml("a.toml", text).problem

    assert problem is None or problem.message
