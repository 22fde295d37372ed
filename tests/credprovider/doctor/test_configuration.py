"""What cargo stops with while it reads its config, and what it ignores there."""

import pytest

from credprovider.doctor.configuration import configuration_findings
from tests.credprovider.doctor.patient import ALT, LISTED, OURS, Patient, lines
from tests.credprovider.provider import CANARY

CASES: dict[str, tuple[str, list[str]]] = {
    "in order": (f'{OURS}token = "x"\n{LISTED} = ["cargo:token"]\ndefault = "alt"\n', []),
    "a letter too much": (f'{ALT}credential-providers = ["x"]\n', ["warning[unknown-key] config.toml:3:1"]),
    "of crates.io": ('[registry]\nglobal-credential-provider = ["x"]\n', ["warning[unknown-key] config.toml:2:1"]),
    "the list in a registry": (
        f'{ALT}global-credential-providers = ["x"]\n',
        ["warning[unknown-key] config.toml:3:1"],
    ),
    "a table": ('[credential-aliases]\nx = "y"\n', ["warning[unknown-key] config.toml:1:1"]),
    "another table": ('[registires.alt]\nindex = "x"\n', ["warning[unknown-key] config.toml:1:2"]),
    "tables of others": ("[net]\noffline = true\n[source.x]\n[patch.x]\n[term]\n", []),
    "a provider of crates-io": (
        '[registries.crates-io]\nprotocol = "sparse"\ncredential-provider = "x"\n',
        ["warning[ignored-crates-io-provider] config.toml:3:1"],
    ),
    "no table": ("registries = 1\nregistry = 1\n", []),
    "no TOML": ("[registries\n", ["error[config-error] config.toml:1:12"]),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str, patient: Patient) -> None:
    text, expected = CASES[name]
    patient.config(text)

    assert lines(configuration_findings(patient.around()), {f"{patient.home}/": ""}) == expected


def test_what_is_meant_is_said(patient: Patient) -> None:
    patient.config(f"{ALT}credential-providers = 1\nnonsense = 1\n")

    first, second = configuration_findings(patient.around())
    assert first.help == "write `credential-provider`"
    assert second.help == "remove it"


def test_the_credentials_file_is_config_too(patient: Patient) -> None:
    patient.credentials("[registry]\ntokn = 'x'\n")

    assert lines(configuration_findings(patient.around())) == [
        f"warning[unknown-key] {patient.home}/credentials.toml:2:1"
    ]


VARIABLES = {
    "CARGO_REGISTRIES_CRATES_IO_CREDENTIAL_PROVIDER": "ignored-crates-io-provider",
    "CARGO_REGISTRIES_ALT_CREDENTIAL_PROVIDERS": "unknown-key",
    "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDER": "unknown-key",
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_variables(variable: str, patient: Patient) -> None:
    patient.extra[variable] = "x"

    assert lines(configuration_findings(patient.around())) == [f"warning[{VARIABLES[variable]}] {variable}"]


def test_two_files_of_which_one_is_read(patient: Patient) -> None:
    patient.config("")
    (patient.home / "config").write_text("")

    assert lines(configuration_findings(patient.around())) == [
        f"warning[ignored-config-file] {patient.home}/config.toml:1:1"
    ]


@pytest.mark.parametrize("text", [f'token = "{CANARY}', f"token = {CANARY}", f'[registry]\ntoken = "{CANARY}" x'])
def test_a_line_with_a_token_is_not_shown(text: str, patient: Patient) -> None:
    # abuse case 93
    patient.config(text)
    patient.credentials(text)

    found = list(configuration_findings(patient.around()))
    assert [finding.name for finding in found] == ["config-error", "config-error"]
    assert CANARY not in repr(found)
