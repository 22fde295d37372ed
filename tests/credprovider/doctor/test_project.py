"""What a project's own config does to the user's tokens."""

import pytest

from credprovider.doctor.project import project_findings
from tests.credprovider.doctor.patient import ALT, LISTED, Patient, lines
from tests.credprovider.provider import INDEX

PROVIDER = "[project-provider]"

CASES: dict[str, tuple[str, list[str]]] = {
    "a registry": (ALT, []),
    "ours": (f'{ALT}credential-provider = "cargo-credprovider"\n', [f"advice{PROVIDER} 3:1"]),
    "ours with an argument": (f'{ALT}credential-provider = ["cargo-credprovider", "x"]\n', [f"advice{PROVIDER} 3:1"]),
    "ours by a path": (f'{ALT}credential-provider = "./cargo-credprovider"\n', [f"error{PROVIDER} 3:1"]),
    "a built-in": (f'{ALT}credential-provider = "cargo:token"\n', [f"warning{PROVIDER} 3:1"]),
    "a program": (f'{ALT}credential-provider = ["evil"]\n', [f"error{PROVIDER} 3:1"]),
    "of crates.io": ('[registry]\ncredential-provider = "tools/evil"\n', [f"error{PROVIDER} 2:1"]),
    "a list": (f'{LISTED} = ["cargo:token", "cargo-credprovider"]\n', [f"warning{PROVIDER} 2:1"]),
    "a list with a program": (f'{LISTED} = ["cargo:token", "evil x"]\n', [f"error{PROVIDER} 2:1"]),
    "an alias": ('[credential-alias]\nx = ["cargo-credprovider"]\n', [f"error{PROVIDER} 2:1"]),
    "no tables": ("registries = 1\nregistry = 2\ncredential-alias = 3\n", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str, patient: Patient) -> None:
    text, expected = CASES[name]
    patient.project(text)

    assert lines(project_findings(patient.around()), {f"{patient.folder}/.cargo/config.toml:": ""}) == expected


def test_the_users_own_config_is_not_a_projects(patient: Patient) -> None:
    evil = '[registry]\ncredential-provider = "evil"\n'
    patient.config(f'include = ["more.toml"]\n{evil}')
    (patient.home / "more.toml").write_text(evil)

    assert list(project_findings(patient.around())) == []


def test_a_home_above_the_project_by_another_path(patient: Patient) -> None:
    patient.config('[registry]\ncredential-provider = "evil"\n')
    (patient.provider.root / ".cargo").symlink_to(patient.home)

    assert list(project_findings(patient.around())) == []


def test_what_a_project_includes_is_the_projects(patient: Patient) -> None:
    patient.project('include = ["../more.toml"]\n')
    (patient.folder / "more.toml").write_text('[registry]\ncredential-provider = "evil"\n')

    assert lines(project_findings(patient.around())) == [f"error{PROVIDER} {patient.folder}/more.toml:2:1"]


MOVED = {
    INDEX: [],
    INDEX.replace("registry.example", "REGISTRY.example"): ["error[project-moves-registry]"],
    "sparse+https://evil.example/index/": ["error[project-moves-registry]"],
    INDEX[:-1] + ".git/": ["error[project-moves-registry]"],  # which cargo 1.95 takes for the same
    "nonsense": ["error[project-moves-registry]"],
}


@pytest.mark.parametrize("index", MOVED)
def test_a_registry_that_is_moved(index: str, patient: Patient) -> None:
    # abuse case 29
    patient.config(ALT)
    patient.project(f'[registries.alt]\nindex = "{index}"\n')

    where = f"{patient.folder}/.cargo/config.toml:2:9"
    assert lines(project_findings(patient.around())) == [f"{finding} {where}" for finding in MOVED[index]]
