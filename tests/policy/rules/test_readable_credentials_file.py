"""Which modes of the credentials file are reported."""

import os

import pytest

from tests.policy.tree import Tree

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")

MANIFEST = {"Cargo.toml": '[package]\nname = "app"\npublish = false\n'}


@pytest.mark.parametrize("name", ["credentials", "credentials.toml"])
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o644, 0o640, 0o604, 0o620, 0o601])
def test_modes(name: str, mode: int, tree: Tree) -> None:
    tree.write(MANIFEST)
    tree.write_home({name: '[registry]\ntoken = "s3cr3t"\n'})
    (tree.home.path / name).chmod(mode)

    said = [line.partition("] ")[2] for line in tree.lines()]

    expected = [] if mode & 0o077 == 0 else [f"others on this machine can get at this file (mode {mode:o})"]
    assert said == expected


def test_what_is_no_file(tree: Tree) -> None:
    tree.write(MANIFEST)
    (tree.home.path / "credentials.toml").mkdir(mode=0o755)
    os.mkfifo(tree.home.path / "credentials", 0o666)

    assert tree.lines() == []
