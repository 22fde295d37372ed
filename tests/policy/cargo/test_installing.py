"""Where `cargo install` looks for a package, and finds none; held against real cargo."""

import pytest

from tests.policy.tree import Tree, words_in_order

PACKAGE = '[package]\nname = "tool"\nversion = "0.1.0"\n'


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--path", "virtual"], "found a virtual manifest at"),
        (["--path", "nowhere"], "is not a directory"),
        (["--path", "tool/src"], "does not contain a Cargo.toml file."),
        (["--path", "old"], "but found cargo.toml please try to rename it"),
        ([], "is not a crate root"),
    ],
)
def test_folder_without_a_package(arguments: list[str], said: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"tool/Cargo.toml": PACKAGE, "virtual/Cargo.toml": "[workspace]\n", "old/cargo.toml": PACKAGE})
    cargo_tree.write({"tool/src/main.rs": "fn main() {}\n"})

    prediction = cargo_tree.predict("install", *arguments)
    run = cargo_tree.cargo("install", *arguments)

    assert run.status == 101
    assert said in run.stderr
    assert (prediction.verdict, prediction.refused_by) == ("fail", "cargo")
    assert words_in_order(f"error: {prediction.message}", run.stderr), prediction.message


def test_what_is_installed_can_be_listed_anywhere(cargo_tree: Tree) -> None:
    run = cargo_tree.cargo("install", "--list")

    assert run.status == 0
    assert cargo_tree.predict("install", "--list").verdict != "fail"
