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


def test_every_tenth_crate_does_not_say_where_it_may_go(folder: Path) -> None:
    manifests = [tomli.loads(path.read_text()) for path in sorted(folder.glob("crates/*/Cargo.toml"))]

    silent = [number for number, manifest in enumerate(manifests) if "publish" not in manifest["package"]]

    assert silent == [0, 10, 20, 30]
    assert len(manifests) == 40


def test_cargo_accepts_it(folder: Path, cargo_home: CargoHome) -> None:
    run = cargo_home.run("metadata", "--no-deps", "--offline", "--format-version", "1", cwd=folder)

    assert run.stderr == ""
    assert run.status == 0
