"""A config file under its old name: links, which no case can hold."""

from pathlib import Path

import pytest

from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n'


@pytest.mark.parametrize(("link", "file"), [("config", "config.toml"), ("config.toml", "config")])
def test_a_link_from_one_name_to_the_other_is_fine(tree: Tree, link: str, file: str) -> None:
    tree.write({"Cargo.toml": PACKAGE, f".cargo/{file}": "[net]\nretry = 1\n"})
    Path(tree.path(f".cargo/{link}")).symlink_to(file)

    assert tree.lines() == []


def test_a_link_to_another_file_hides_it_all_the_same(tree: Tree) -> None:
    tree.write({"Cargo.toml": PACKAGE, ".cargo/config.toml": "[net]\nretry = 1\n", "other.toml": "[net]\nretry = 2\n"})
    Path(tree.path(".cargo/config")).symlink_to("../other.toml")

    line = ".cargo/config:1:1 error[legacy-config-file] cargo reads this file, and not the `config.toml` beside it"
    assert tree.lines() == [line]
