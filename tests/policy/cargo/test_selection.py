"""The manifest that `--manifest-path` names, against real cargo."""

import pytest

from tests.policy.agreement import agree
from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "app"\nversion = "0.1.0"\n'


@pytest.mark.parametrize("path", ["nope/Cargo.toml", "app", "src", "app/src/lib.rs", "app/notes.txt"])
def test_what_is_no_manifest(path: str, cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": PACKAGE, "app/Cargo.toml": PACKAGE, "app/src/lib.rs": "", "app/notes.txt": ""})
    cargo_tree.write({"src/lib.rs": ""})

    prediction = cargo_tree.predict("metadata", "--format-version", "1", "--manifest-path", path)
    run = cargo_tree.cargo("metadata", "--format-version", "1", "--manifest-path", path)

    assert run.status == 101
    assert prediction.verdict == "fail"
    assert f"error: {prediction.message}" in run.stderr


def test_a_manifest_elsewhere(cargo_tree: Tree) -> None:
    cargo_tree.write({"app/Cargo.toml": PACKAGE, "app/src/lib.rs": ""})

    run, prediction = agree(cargo_tree, "metadata", "--format-version", "1", "--manifest-path", "app/Cargo.toml")

    assert run.status == 0
    assert prediction.verdict == "pass"
