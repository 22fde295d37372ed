"""Files that cargo does not pack: links and names that no case can hold."""

import os
from pathlib import Path

import pytest

from tests.policy.tree import Tree

FILES = {
    "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\ndescription = "d"\nlicense = "MIT"\n',
    "src/lib.rs": "",
}


def test_a_link_that_leads_nowhere(tree: Tree) -> None:
    tree.write(FILES)
    Path(tree.path("src/gone.rs")).symlink_to("nowhere.rs")

    _agree(tree, "failed to open for archiving", "package", "--no-verify", "--allow-dirty")
    assert tree.predict("package", "--list").verdict != "fail"


def test_a_name_that_is_no_unicode(tree: Tree) -> None:
    tree.write(FILES)
    try:
        Path(os.fsdecode(os.fsencode(tree.path("src")) + b"/\xff.rs")).write_text("")
    except OSError:
        pytest.skip("this file system takes no such name")

    _agree(tree, "path does not have a unicode filename", "package", "--no-verify", "--allow-dirty")


def test_a_package_of_its_own_is_left_out(tree: Tree) -> None:
    tree.write(FILES | {"inner/Cargo.toml": "[package]\n", "inner/a:b": "", "target/a:b": ""})

    assert tree.predict("package", "--no-verify").verdict != "fail"


def _agree(tree: Tree, words: str, *arguments: str) -> None:
    foreseen, run = tree.predict(*arguments), tree.cargo(*arguments)

    assert run.status == 101
    assert words in foreseen.message
    assert foreseen.message in run.said
    assert [finding.rule for finding in foreseen.findings] == ["unpackable-file"]
