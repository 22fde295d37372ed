"""The generated workspace is always the same one, and one that cargo accepts."""

from pathlib import Path

import pytest
import tomli

from tests.bench.workspace import generate
from tests.cargo_home import CargoHome


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    generate(folder, 40)
    return folder


def test_it_is_the_same_every_time(tmp_path: Path, folder: Path) -> None:
    generate(tmp_path / "again", 40)

    assert contents(folder) == contents(tmp_path / "again")


def test_every_tenth_crate_has_a_neighbour_without_a_version(folder: Path) -> None:
    manifests = [tomli.loads(path.read_text()) for path in sorted(folder.glob("crates/*/Cargo.toml"))]

    mistaken = [
        number
        for number, manifest in enumerate(manifests)
        if {"path": "../acme-00001"} in manifest["dependencies"].values()
    ]

    assert mistaken == [5, 15, 25, 35]
    assert len(manifests) == 40


def test_cargo_accepts_it(folder: Path, cargo_home: CargoHome) -> None:
    run = cargo_home.run("metadata", "--no-deps", "--offline", "--format-version", "1", cwd=folder)

    assert run.stderr == ""
    assert run.status == 0
