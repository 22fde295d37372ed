"""Tokens in plain text: where they stand, whether they count, and that they are not shown."""

import pytest

from credprovider.doctor.fingerprint import Fingerprints
from credprovider.doctor.plain_tokens import file_findings, plain_tokens, token_findings
from policy.cargo.provider_chain import Chain, find_chain, find_registry
from policy.cargo.refusal import CargoError
from tests.credprovider.doctor.patient import ALT, LISTED, OURS, Patient, lines
from tests.credprovider.provider import CANARY


def found(patient: Patient) -> tuple[list[str], list[str]]:
    """Return the places of the tokens, with `*` where cargo uses them, and the findings about them."""
    around = patient.around()
    chains: list[Chain] = []
    for name in ("alt", "crates-io"):
        try:
            chains.append(find_chain(around.config, find_registry(around.config, name)))
        except CargoError:
            continue
    tokens = plain_tokens(around, chains, Fingerprints())
    assert CANARY not in repr(tokens)
    names = {f"{patient.home}/": "", f"{patient.folder}/.cargo/": "project/"}
    findings = list(token_findings(tokens, chains, around, {}))
    assert CANARY not in repr(findings)
    shown = [
        f"{token.registry} {token.place.path.rpartition('/')[2]}{'*' if token.is_used else ''}" for token in tokens
    ]
    return shown, lines(findings, names)


def test_left_behind_where_the_provider_serves(patient: Patient) -> None:
    patient.config(f'{ALT}{LISTED} = ["cargo:token", "cargo-credprovider"]\n')
    patient.credentials(f'[registries.alt]\ntoken = "{CANARY}"\n[registry]\ntoken = "{CANARY}"\n')

    assert found(patient) == (
        ["crates-io credentials.toml*", "alt credentials.toml*"],
        ["warning[token-in-plaintext] credentials.toml:4:9", "warning[token-in-plaintext] credentials.toml:2:9"],
    )


def test_a_choice_where_it_does_not(patient: Patient) -> None:
    patient.config(f'{ALT}{LISTED} = ["cargo:token"]\n')
    patient.credentials(f'[registries.alt]\ntoken = "{CANARY}"\n')

    assert found(patient) == (
        ["alt credentials.toml*"],
        ["advice[token-in-plaintext] credentials.toml:2:9"],
    )


def test_ignored_because_the_registry_has_a_provider(patient: Patient) -> None:
    patient.config(OURS)
    patient.credentials(f'[registries.alt]\ntoken = "{CANARY}"\n')

    assert found(patient) == (["alt credentials.toml"], ["warning[ignored-token] credentials.toml:2:9"])


def test_ignored_because_nobody_asks_for_it(patient: Patient) -> None:
    patient.config(f'{ALT}{LISTED} = ["cargo-credprovider"]\n')
    patient.extra |= {"CARGO_REGISTRIES_ALT_TOKEN": CANARY, "CARGO_REGISTRY_TOKEN": CANARY}

    assert found(patient) == (
        ["alt CARGO_REGISTRIES_ALT_TOKEN", "crates-io CARGO_REGISTRY_TOKEN"],
        ["warning[ignored-token] CARGO_REGISTRIES_ALT_TOKEN", "warning[ignored-token] CARGO_REGISTRY_TOKEN"],
    )


def test_of_the_environment(patient: Patient) -> None:
    patient.config(f"{ALT}[registries.my-corp]\nindex = 'sparse+https://b.example/'\n")
    patient.extra |= {"CARGO_REGISTRIES_ALT_TOKEN": CANARY, "CARGO_REGISTRIES_MY_CORP_TOKEN": CANARY}

    assert found(patient) == (
        ["alt CARGO_REGISTRIES_ALT_TOKEN*", "my-corp CARGO_REGISTRIES_MY_CORP_TOKEN"],
        ["advice[token-in-environment] CARGO_REGISTRIES_ALT_TOKEN"],
    )


def test_in_the_projects_config(patient: Patient) -> None:
    patient.project(f'{ALT}token = "{CANARY}"\nsecret-key = "{CANARY}"\n')

    assert found(patient) == (
        ["alt config.toml*", "alt config.toml"],
        [
            "error[token-in-project-config] project/config.toml:3:9",
            "error[token-in-project-config] project/config.toml:4:14",
        ],
    )


def test_of_a_registry_that_is_not_known_here(patient: Patient) -> None:
    patient.credentials(f'token = "{CANARY}"\n[registries.gone]\ntoken = "{CANARY}"\n')

    assert found(patient) == (
        ["gone credentials.toml", "crates-io credentials.toml*"],
        ["advice[token-in-plaintext] credentials.toml:3:9", "advice[token-in-plaintext] credentials.toml:1:9"],
    )


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o602])
def test_a_file_that_others_may_read_or_change(mode: int, patient: Patient) -> None:
    patient.credentials("", mode)

    assert lines(file_findings(patient.around())) == [
        f"error[readable-credentials] {patient.home}/credentials.toml:1:1"
    ]


def test_a_file_that_nobody_else_may_read(patient: Patient) -> None:
    patient.credentials("", 0o600)

    assert list(file_findings(patient.around())) == []


def test_two_files_of_which_one_is_read(patient: Patient) -> None:
    patient.credentials("")
    old = patient.home / "credentials"
    old.touch(0o600)

    assert lines(file_findings(patient.around())) == [
        f"warning[ignored-credentials-file] {patient.home}/credentials.toml:1:1"
    ]
    old.unlink()
    old.symlink_to(patient.home / "credentials.toml")
    assert list(file_findings(patient.around())) == []


def test_where_to_put_it_instead(patient: Patient) -> None:
    patient.config(OURS)
    patient.credentials('[registries.alt]\ntoken = "x"\n')
    around = patient.around()
    chains = [find_chain(around.config, find_registry(around.config, "alt"))]
    tokens = plain_tokens(around, chains, Fingerprints())

    (stored,) = token_findings(tokens, chains, around, {"alt": ""})
    (vault,) = token_findings(tokens, chains, around, {"alt": "it comes from Vault"})
    (unserved,) = token_findings(tokens, chains, around, {})
    assert stored.help == "run `cargo credprovider import --from cargo:token --registry alt`"
    assert vault.help == "it comes from Vault; then remove this line"
    assert unserved.help == "run `cargo credprovider setup` and `cargo login --registry alt`; then remove this line"


def test_where_to_put_one_of_the_environment_instead(patient: Patient) -> None:
    patient.config(OURS)
    patient.extra["CARGO_REGISTRIES_ALT_TOKEN"] = "x"
    around = patient.around()
    chains = [find_chain(around.config, find_registry(around.config, "alt"))]
    tokens = plain_tokens(around, chains, Fingerprints())

    (finding,) = token_findings(tokens, chains, around, {"alt": ""})
    assert finding.help == "run `cargo login --registry alt` to store it; then unset CARGO_REGISTRIES_ALT_TOKEN"


def test_fingerprints() -> None:
    one, other = Fingerprints(), Fingerprints()

    assert one.of("abc") == one.of(" abc\n") == one.of("Bearer abc") == one.of("token  abc")
    assert one.of("abc") != one.of("abd")
    assert one.of("abc") != other.of("abc")
    assert len(one.of("abc")) == 8
