"""Which workspaces cargo refuses because their manifests do not belong together, held against real cargo."""

from collections.abc import Mapping

import pytest

from tests.policy.agreement import METADATA, agree
from tests.policy.cargo.test_workspace import A, B, X, package
from tests.policy.tree import Tree

MISTAKES: dict[str, tuple[str, Mapping[str, str]]] = {
    "from a package that is no member": (
        "b",
        {"Cargo.toml": "[workspace]\n", "b/Cargo.toml": B},
    ),
    "a pointer to what is no root": (
        "b",
        {"root/Cargo.toml": A, "b/Cargo.toml": package("b", 'workspace = "../root"\n')},
    ),
    "a root among the members": (
        ".",
        {"Cargo.toml": '[workspace]\nmembers = ["a"]\n', "a/Cargo.toml": package("a", "[workspace]\n")},
    ),
    "two of one name": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\n',
            "a/Cargo.toml": X,
            "b/Cargo.toml": X,
        },
    ),
    "a default member that is no member": (
        ".",
        {
            "Cargo.toml": '[workspace]\nmembers = ["a"]\ndefault-members = ["x/*"]\n',
            "a/Cargo.toml": A,
            "x/b/c": "",
        },
    ),
    "a member that points to another root": (
        "ours",
        {
            "ours/Cargo.toml": '[workspace]\nmembers = ["../a"]\n',
            "theirs/Cargo.toml": "[workspace]\n",
            "a/Cargo.toml": package("a", 'workspace = "../theirs"\n'),
        },
    ),
    "a member beside the root": (
        "ours",
        {"ours/Cargo.toml": '[workspace]\nmembers = ["../a"]\n', "a/Cargo.toml": A},
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_cargo_refuses_the_same_workspaces(name: str, cargo_tree: Tree) -> None:
    folder, files = MISTAKES[name]
    cargo_tree.write(files)
    cargo_tree.for_cargo()
    cargo_tree.folder /= folder

    run, prediction = agree(cargo_tree, *METADATA)

    assert run.status == 101
    assert {refusal.rule for refusal in prediction.findings} == {"invalid-workspace"}
