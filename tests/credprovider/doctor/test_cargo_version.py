"""Which cargo it is, and what is known of it."""

import os
from pathlib import Path

import pytest

from credprovider.doctor import cargo_version
from credprovider.doctor.cargo_version import Cargo, cargo_findings, find_cargo
from tests.conftest import need
from tests.credprovider.doctor.patient import Patient, lines, program

TWINS = [("sparse+https://a/x/", "sparse+https://a/x.git/")]


def test_the_cargo_that_started_us(patient: Patient) -> None:
    patient.cargo("cargo 1.95.0 (f2d3ce0bd 2026-03-21)")
    cargo = find_cargo(patient.environment, str(patient.home))

    path = str(patient.provider.root / "cargo")
    assert cargo == Cargo(path, "cargo 1.95.0 (f2d3ce0bd 2026-03-21)", (1, 95))


def test_real_cargo_on_path() -> None:
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    environment = {name: value for name, value in os.environ.items() if name != "CARGO"}
    cargo = find_cargo(environment, os.path.expanduser("~"))

    assert cargo.version is not None
    assert cargo.version >= (1, 74)
    assert cargo.problem == ""


def test_a_cargo_of_the_current_folder_is_not_started(patient: Patient) -> None:
    # abuse case 91
    marker = patient.folder / "ran"
    program(patient.folder / "cargo", f"#!/bin/sh\ntouch {marker}\n")
    environment = {**patient.environment, "CARGO": "./cargo", "PATH": "."}

    assert find_cargo(environment, str(patient.folder)).problem == "there is no cargo on PATH"
    assert not marker.exists()


def test_the_toolchain_of_a_project_is_not_started(patient: Patient) -> None:
    script = program(
        patient.provider.root / "x" / "cargo", '#!/bin/sh\necho "cargo 1.95.0 ($(pwd) $RUSTUP_AUTO_INSTALL)"\n'
    )

    assert find_cargo({"CARGO": str(script)}, str(patient.home)).text == f"cargo 1.95.0 ({patient.home} 0)"


@pytest.mark.parametrize("script", ["exit 1", "echo hello", "echo cargo x", "kill $$"])
def test_a_cargo_that_fails(script: str, patient: Patient) -> None:
    program(patient.provider.root / "cargo", f"#!/bin/sh\n{script}\n")
    cargo = find_cargo(patient.environment, str(patient.home))

    assert cargo.version is None
    assert lines(cargo_findings(cargo, [])) == ["warning[no-cargo] PATH"]


def test_a_cargo_that_hangs(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cargo_version, "_SECONDS", 0.2)
    program(patient.provider.root / "cargo", "#!/bin/sh\nexec sleep 60\n")

    assert "said nothing for 0.2 s" in find_cargo(patient.environment, str(patient.home)).problem


def test_a_cargo_that_cannot_be_started(tmp_path: Path) -> None:
    path = program(tmp_path / "cargo", "#!/nowhere/python\n")

    assert "cannot be started: No such file" in find_cargo({"CARGO": str(path)}, str(tmp_path)).problem


VERSIONS: dict[tuple[int, int], tuple[list[str], list[str]]] = {
    # without and with two registries that differ in `.git` alone
    (1, 66): (["error[cargo-too-old]"], ["error[cargo-too-old]"]),
    (1, 73): (
        ["error[cargo-too-old]", "advice[cargo-cve-2026-5222]"],
        ["error[cargo-too-old]", "error[git-suffix-twin]"],
    ),
    (1, 74): (["advice[cargo-cve-2026-5222]"], ["error[git-suffix-twin]"]),
    (1, 95): (["advice[cargo-cve-2026-5222]"], ["error[git-suffix-twin]"]),
    (1, 96): ([], []),
    (2, 0): ([], []),
}


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_known_of_a_version(version: tuple[int, int]) -> None:
    cargo = Cargo("/bin/cargo", f"cargo {version[0]}.{version[1]}.0", version)

    assert lines(cargo_findings(cargo, [])) == VERSIONS[version][0]
    assert lines(cargo_findings(cargo, TWINS)) == VERSIONS[version][1]
