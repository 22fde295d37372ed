"""A config file where cargo does not look: links and broken files, which no case can hold."""

import os
from pathlib import Path

from tests.policy.tree import Tree

FILES = {
    "Cargo.toml": '[workspace]\nmembers = ["a"]\n',
    "a/Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\npublish = ["acme"]\n',
}
MESSAGE = "cargo reads this file only where it is started in `a` or below"
LINE = f"a/.cargo/config.toml:1:1 warning[unread-config-file] {MESSAGE}"


def test_a_link_to_a_file_that_is_read_is_fine(tree: Tree) -> None:
    tree.write(FILES | {".cargo/config.toml": '[registries.acme]\nindex = "sparse+https://a.example.com/"\n'})
    Path(tree.path("a/.cargo")).symlink_to("../.cargo")

    assert tree.lines() == []


def test_a_broken_file_defines_nothing(tree: Tree) -> None:
    tree.write(FILES | {"a/.cargo/config.toml": "registries = 1\n[\n"})

    assert tree.lines() == [
        LINE,
        "a/Cargo.toml:4:12 error[undefined-registry] registry `acme` is not defined",
    ]


def test_what_is_no_file_is_left_alone(tree: Tree) -> None:
    tree.write(FILES)
    folder = Path(tree.path("a/.cargo"))
    folder.mkdir()
    os.mkfifo(folder / "config.toml")

    assert [line for line in tree.lines() if "unread" in line] == []
