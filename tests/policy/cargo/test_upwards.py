"""What is found from a folder upwards, held against real cargo."""

from collections.abc import Mapping

import pytest

from policy.cargo.refusal import CargoError
from policy.cargo.upwards import find_manifest, upwards
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

WITHOUT: dict[str, Mapping[str, str]] = {"nothing": {"README": ""}, "small letters": {"cargo.toml": "[package]\n"}}


def test_folders_up_to_the_top() -> None:
    assert list(upwards("/a/b")) == ["/a/b", "/a", "/"]


def test_the_manifest_above_a_folder(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": '[package]\nname = "a"\n', "docs/deep/x.txt": ""})
    cargo_tree.for_cargo()
    wanted = cargo_tree.path("Cargo.toml")
    cargo_tree.folder /= "docs/deep"

    run, _ = agree(cargo_tree, *METADATA)

    assert run.status == 0
    assert wanted in run.stdout
    assert find_manifest(str(cargo_tree.folder)) == wanted


@pytest.mark.parametrize("name", WITHOUT)
def test_without_a_manifest(name: str, cargo_tree: Tree) -> None:
    cargo_tree.write(WITHOUT[name])

    prediction = cargo_tree.predict(*METADATA)
    run = cargo_tree.cargo(*METADATA)

    assert prediction.verdict == "fail"
    assert f"error: {prediction.message}" in run.stderr
    with pytest.raises(CargoError, match="could not find"):
        find_manifest(str(cargo_tree.folder))
