"""What is wrong with the list of providers that cargo asks."""

import pytest

from credprovider.doctor.chain import chain_findings
from policy.cargo.provider_chain import find_chain, find_registry
from tests.credprovider.doctor.patient import ALT, LISTED, OURS, Patient, lines
from tests.credprovider.provider import INDEX

ALIAS = "[credential-alias]\n"

CASES: dict[str, tuple[str, dict[str, str], list[str]]] = {
    # name: the user's config, environment, findings
    "ours alone": (OURS, {}, []),
    "nothing configured": (ALT, {}, ["warning[no-provider-configured]"]),
    "nothing configured for crates-io": ("", {}, ["warning[provider-not-in-chain]"]),
    "others alone": (f'{ALT}{LISTED} = ["one"]\n', {}, ["warning[provider-not-in-chain] config.toml:4:32"]),
    "cargo's own list of the book": (
        f'{ALT}{LISTED} = ["cargo:token", "cargo:libsecret"]\n',
        {},
        ["warning[provider-not-in-chain] config.toml:4:47"],
    ),
    "an own provider hides the list with ours": (
        f'{ALT}credential-provider = "one"\n{LISTED} = ["cargo-credprovider"]\n',
        {},
        ["warning[provider-shadows-list] config.toml:3:23"],
    ),
    "ours hides the list": (
        f'{OURS}{LISTED} = ["cargo:token"]\n',
        {},
        ["advice[provider-shadows-list] config.toml:3:23"],
    ),
    "ours first": (f'{ALT}{LISTED} = ["cargo:token", "cargo-credprovider"]\n', {}, []),
    "the token file first": (
        f'{ALT}{LISTED} = ["cargo-credprovider", "cargo:token"]\n',
        {},
        ["warning[provider-never-asked] config.toml:4:54"],
    ),
    "the token file first, with a token": (
        f'{ALT}token = "x"\n{LISTED} = ["cargo-credprovider", "cargo:token"]\n',
        {},
        ["error[provider-never-asked] config.toml:5:54"],
    ),
    "a token of the environment": (
        f'{ALT}{LISTED} = ["cargo-credprovider", "cargo:token"]\n',
        {"CARGO_REGISTRIES_ALT_TOKEN": "x"},
        ["error[provider-never-asked] config.toml:4:54"],
    ),
    "a command first": (
        f'{ALT}{LISTED} = ["cargo-credprovider", "cargo:token-from-stdout cat x"]\n',
        {},
        ["error[provider-never-asked] config.toml:4:54"],
    ),
    "the launcher is ours": (f'{ALT}{LISTED} = ["cargo:token", "/h/bin/cargo-credential-customs"]\n', {}, []),
    "an alias": (f'{ALT}credential-provider = "al"\n{ALIAS}al = ["cargo-credprovider"]\n', {}, []),
    "an alias with arguments": (
        f'{ALT}credential-provider = "al --store vault"\n{ALIAS}al = ["cargo-credprovider"]\n',
        {},
        ["error[alias-with-arguments] config.toml:3:23", "warning[provider-not-in-chain] config.toml:3:23"],
    ),
    "an alias of an alias": (
        f'{ALT}credential-provider = "al"\n{ALIAS}al = "be"\nbe = "cargo-credprovider"\n',
        {},
        ["error[alias-of-alias] config.toml:5:6", "warning[provider-not-in-chain] config.toml:3:23"],
    ),
    "an empty alias": (
        f'{ALT}credential-provider = "al"\n{ALIAS}al = []\n',
        {},
        ["error[unusable-alias] config.toml:5:6", "warning[provider-not-in-chain] config.toml:3:23"],
    ),
    "an alias that hides a built-in": (
        f'{ALT}{LISTED} = ["cargo:token", "cargo-credprovider"]\n{ALIAS}"cargo:token" = "one"\n',
        {},
        ["warning[ignored-alias] config.toml:6:17"],
    ),
    "a variable for the index of a name with a dash": (
        f'[registries.my-corp]\nindex = "{INDEX}"\ncredential-provider = "cargo-credprovider"\n',
        {"CARGO_REGISTRIES_MY_CORP_INDEX": INDEX},
        [
            "warning[registry-renamed-by-environment] CARGO_REGISTRIES_MY_CORP_INDEX",
            "warning[no-provider-configured]",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str, patient: Patient) -> None:
    config, environment, expected = CASES[name]
    patient.config(config)
    patient.extra |= environment
    registry = "crates-io" if "crates-io" in name else "my-corp" if "dash" in name else "alt"

    assert found(patient, registry) == expected


def found(patient: Patient, registry: str = "alt", *, wanted: bool = True) -> list[str]:
    around = patient.around()
    chain = find_chain(around.config, find_registry(around.config, registry))
    return lines(chain_findings(chain, around.credentials, wanted=wanted), {f"{patient.home}/": ""})


def test_a_registry_that_nobody_asked_for_may_go_without_us(patient: Patient) -> None:
    patient.config(f'{ALT}credential-provider = "one"\n')

    assert found(patient, wanted=False) == ["advice[provider-not-in-chain] config.toml:3:23"]


def test_two_arrays_are_an_error_because_cargo_throws_a_die(patient: Patient) -> None:
    patient.config(OURS)
    patient.project(f'{ALT}credential-provider = ["cargo-credprovider", "--store", "file"]\n')

    (first, *_) = found(patient)
    assert first == f"error[provider-by-chance] {patient.folder}/.cargo/config.toml:3:23"
