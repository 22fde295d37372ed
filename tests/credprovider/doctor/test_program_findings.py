"""What is wrong with the programs that cargo starts as providers."""

import sys

import pytest

from credprovider.doctor.program import find_program
from credprovider.doctor.program_findings import built_in_findings, program_findings
from policy.cargo.credential_provider import Provider
from policy.cargo.provider_chain import find_chain, find_registry
from tests.credprovider.doctor.patient import ALT, Patient, lines, program
from tests.credprovider.provider import CANARY

CASES: dict[str, tuple[str, list[str]]] = {
    # what stands in the user's config, findings at the place of the provider
    '"cargo-credprovider"': ("ours", []),
    '"cargo-credprovider-x"': ("is not there", ["error[program-not-found]"]),
    '"/nowhere/cargo-credprovider"': ("is not there by its path", ["error[program-not-found]"]),
    '"bin/plain"': ("cannot be executed", ["error[program-not-executable]"]),
    '"{root}/bin/old"': ("has lost its Python", ["error[interpreter-not-found]"]),
    '"bin/good"': ("is relative", ["warning[relative-program]"]),
    '"{root}/bin/good"': ("is absolute", []),
    '["uvx", "cargo-credprovider"]': ("never gets its arguments", ["error[arguments-never-arrive]"]),
    f'["{sys.executable}", "-m", "credprovider"]': ("nor does Python", ["error[arguments-never-arrive]"]),
    '"cargo:keyring"': ("no built-in", ["error[unknown-built-in]"]),
    '"{root}/.pyenv/shims/cargo-credprovider"': ("a shim", ["warning[version-manager-shim]"]),
}


@pytest.mark.parametrize("written", CASES)
def test_findings(written: str, patient: Patient) -> None:
    root = patient.provider.root
    program(root / "bin" / "good", "#!/bin/sh\n")
    program(root / "bin" / "uvx", "#!/bin/sh\n")
    program(root / "bin" / "plain", "#!/bin/sh\n", 0o644)
    program(root / "bin" / "old", "#!/nowhere/python\n")
    program(root / ".pyenv" / "shims" / "cargo-credprovider", "#!/bin/sh\n")
    patient.extra["PATH"] = f"{patient.environment['PATH']}:{root}/bin"
    text = written.replace("{root}", str(root))
    patient.config(f"{ALT}credential-provider = {text}\n")

    expected = [f"{finding} config.toml:3:23" for finding in CASES[written][1]]
    assert found(patient) == expected


def provider_of(patient: Patient) -> Provider:
    around = patient.around()
    return find_chain(around.config, find_registry(around.config, "alt")).providers[0]


def found(patient: Patient, hello: float | None = None) -> list[str]:
    provider, environment = provider_of(patient), patient.environment
    looked_up = find_program(provider.program, environment, str(patient.folder))
    return lines(program_findings(provider, looked_up, environment, hello), {f"{patient.home}/": ""})


def test_the_time_that_a_shim_takes_is_said(patient: Patient) -> None:
    shim = program(patient.provider.root / ".pyenv" / "shims" / "cargo-credprovider", "#!/bin/sh\n")
    patient.config(f'{ALT}credential-provider = "{shim}"\n')
    looked_up = find_program(str(shim), patient.environment, str(patient.folder))
    (finding,) = program_findings(provider_of(patient), looked_up, patient.environment, 87.4)

    assert finding.message.endswith("through pyenv, each time that cargo wants a token; 87 ms to its first word")


def test_a_place_in_the_current_folder(patient: Patient) -> None:
    # abuse case 91
    program(patient.folder / "bin" / "cargo-credprovider", "#!/bin/sh\n")
    patient.extra["PATH"] = f"bin:{patient.environment['PATH']}"
    patient.config(f'{ALT}credential-provider = "cargo-credprovider"\n')

    assert found(patient) == ["error[program-from-current-folder] PATH"]


@pytest.mark.parametrize("entries", [":/opt/x", "/opt/x:", "/opt/x:lib"])
def test_python_that_looks_for_modules_in_the_current_folder(entries: str, patient: Patient) -> None:
    # abuse case 90
    patient.extra["PYTHONPATH"] = entries
    patient.config(f'{ALT}credential-provider = "cargo-credprovider"\n')

    assert found(patient) == ["error[unsafe-python-path] PYTHONPATH"]


@pytest.mark.parametrize(("flags", "entries"), [("-IS", ":"), ("-E", ":"), ("", "/opt/x"), ("", "")])
def test_python_that_does_not(flags: str, entries: str, patient: Patient) -> None:
    launcher = program(patient.home / "bin" / "cargo-credential-customs", f"#!{sys.executable} {flags}\n")
    patient.extra["PYTHONPATH"] = entries
    patient.config(f'{ALT}credential-provider = "{launcher}"\n')

    assert found(patient) == []


def test_built_ins(patient: Patient) -> None:
    for written, expected in (
        ("cargo:paseto", ["error[unstable-provider] config.toml:3:23"]),
        ("cargo:wincred", ["advice[provider-of-another-system] config.toml:3:23"]),
        ("cargo:token", []),
    ):
        patient.config(f'{ALT}credential-provider = "{written}"\n')
        assert lines(built_in_findings(provider_of(patient)), {f"{patient.home}/": ""}) == expected


def test_arguments_are_not_repeated(patient: Patient) -> None:
    patient.config(f'{ALT}credential-provider = ["sh", "-c", "echo {CANARY}"]\n')
    provider = provider_of(patient)
    looked_up = find_program("sh", patient.environment, str(patient.folder))

    (finding,) = program_findings(provider, looked_up, patient.environment, None)
    assert finding.name == "arguments-never-arrive"
    assert CANARY not in finding.message + finding.help
