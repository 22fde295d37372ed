"""A credentials file in a project: where CARGO_HOME is, which no case can say."""

import os
from pathlib import Path

from policy.engine import check
from tests.policy.tree import Tree

FILES = {
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n',
    ".cargo/credentials.toml": '[registry]\ntoken = "your_token_here"\n',
}


def rules(tree: Tree, home: str) -> list[str]:
    surroundings = tree.surroundings._replace(cargo_home=home)
    return [finding.rule for finding in check(str(tree.folder), surroundings).findings]


def test_cargo_home_may_be_inside_the_project(tree: Tree) -> None:
    tree.write(FILES)
    Path(tree.path(".cargo/credentials.toml")).chmod(0o600)
    link = Path(tree.path("link"))
    link.symlink_to(".cargo")

    assert rules(tree, tree.path(".cargo")) == []
    assert rules(tree, str(link)) == []
    assert rules(tree, "") == ["project-credentials-file"]


def test_what_is_no_file_is_left_alone(tree: Tree) -> None:
    tree.write({"Cargo.toml": FILES["Cargo.toml"]})
    folder = Path(tree.path(".cargo"))
    folder.mkdir()
    os.mkfifo(folder / "credentials")
    (folder / "credentials.toml").symlink_to("credentials.toml")

    assert rules(tree, "") == []
