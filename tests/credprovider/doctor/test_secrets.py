"""No secret is ever shown, wherever it stands."""

import base64
import subprocess
from collections.abc import Callable

import pytest

from tests.credprovider.doctor.patient import ALT, FILE_STORE, LISTED, OURS, Patient, program
from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, request
from tests.servers.secret_service import SecretService

# abuse case 93


def in_the_credentials_file(patient: Patient) -> None:
    patient.credentials(f'token = "{CANARY}"\n[registries.alt]\ntoken = "{CANARY}"\nsecret-key = "{CANARY}"\n')


def in_a_credentials_file_that_is_no_toml(patient: Patient) -> None:
    patient.credentials(f"[registries.alt]\ntoken = {CANARY}\n")


def in_the_old_credentials_file(patient: Patient) -> None:
    (patient.home / "credentials").write_text(f'[registries.alt]\ntoken = "{CANARY}\n')


def in_the_users_config(patient: Patient) -> None:
    patient.config(f'{OURS}token = "{CANARY}"\n[registry]\ntoken = "{CANARY}"\n')


def under_a_misspelt_key(patient: Patient) -> None:
    patient.config(f'{OURS}tokn = "{CANARY}"\n[registry]\ntoken = ["{CANARY}"]\n')


def in_the_projects_config(patient: Patient) -> None:
    patient.project(f'{OURS}token = "{CANARY}"\n')


def in_the_environment(patient: Patient) -> None:
    patient.config(f'{ALT}{LISTED} = ["cargo:token"]\n')
    patient.extra |= {"CARGO_REGISTRIES_ALT_TOKEN": CANARY, "CARGO_REGISTRY_TOKEN": CANARY, "VAULT_TOKEN": CANARY}


def in_an_index_url(patient: Patient) -> None:
    patient.config(f'[registries.alt]\nindex = "sparse+https://user:{CANARY}@a.example/"\n')
    patient.project(f'[registries.alt]\nindex = "sparse+https://x:{CANARY}@b.example/"\n')


def in_the_arguments_of_another_provider(patient: Patient) -> None:
    patient.config(f'{ALT}{LISTED} = ["cargo:token-from-stdout echo {CANARY}", "nobody --token {CANARY}"]\n')


def in_the_arguments_of_ours(patient: Patient) -> None:
    patient.config(f'{ALT}credential-provider = ["cargo-credprovider", "--token={CANARY}"]\n')


def in_the_arguments_of_an_alias(patient: Patient) -> None:
    alias = f'[credential-alias]\nal = ["sh", "-c", "echo {CANARY}"]\n'
    patient.config(f'{ALT}credential-provider = "al"\n{alias}')


def in_the_settings(patient: Patient) -> None:
    patient.provider.settings(f'[registries."{INDEX}"]\nstore = "file"\ntoken = "{CANARY}"\n')


def in_settings_that_are_no_toml(patient: Patient) -> None:
    patient.provider.settings(f"token = {CANARY}\n")


def in_the_file_store(patient: Patient) -> None:
    patient.provider.settings(FILE_STORE)
    assert patient.provider.one(request("login", token=CANARY)) == LOGGED_IN


def in_a_header_of_the_file_store(patient: Patient) -> None:
    patient.provider.settings(FILE_STORE + 'header = "Basic {b64(user:{token})}"\n')
    assert patient.provider.one(request("login", token=CANARY)) == LOGGED_IN


PLACES = [
    in_the_credentials_file,
    in_a_credentials_file_that_is_no_toml,
    in_the_old_credentials_file,
    in_the_users_config,
    under_a_misspelt_key,
    in_the_projects_config,
    in_the_environment,
    in_an_index_url,
    in_the_arguments_of_another_provider,
    in_the_arguments_of_ours,
    in_the_arguments_of_an_alias,
    in_the_settings,
    in_settings_that_are_no_toml,
    in_the_file_store,
    in_a_header_of_the_file_store,
]


@pytest.mark.parametrize("put", PLACES, ids=lambda put: put.__name__)
def test_a_secret(put: Callable[[Patient], None], patient: Patient) -> None:
    patient.config(OURS)
    put(patient)

    hidden = (CANARY, base64.b64encode(f"user:{CANARY}".encode()).decode(), base64.b64encode(CANARY.encode()).decode())
    for words in ((), ("--json", "--run-providers")):
        done = patient.run(*words)
        assert done.stdout
        for secret in hidden:
            assert secret not in done.stdout + done.stderr


def test_a_secret_in_the_keyring(patient: Patient, secret_service: SecretService) -> None:
    patient.provider.extra["DBUS_SESSION_BUS_ADDRESS"] = secret_service.bus
    patient.config(OURS)
    assert patient.provider.one(request("login", token=CANARY)) == LOGGED_IN

    assert "gives a token" in patient.run().stdout
    assert patient.report("alt")["registries"][0]["providers"][0]["answer"]["kind"] == "token"


def test_a_secret_that_another_provider_gives_and_tells(patient: Patient) -> None:
    answer = f'{{"Ok":{{"kind":"get","token":"{CANARY}","cache":"session","operation_independent":true}}}}'
    script = f"#!/bin/sh\necho '{{\"v\":[1]}}'\nread line\necho {CANARY} >&2\necho '{answer}'\n"
    path = program(patient.provider.root / "other", script)
    patient.config(f'{ALT}credential-provider = ["{path}"]\n')

    assert "gives a token" in patient.run("--run-providers").stdout
    assert patient.report("alt", "--run-providers")["registries"][0]["providers"][0]["hints"] == []


def test_no_secret_is_in_the_arguments_or_the_environment_of_a_child(patient: Patient) -> None:
    in_the_credentials_file(patient)
    recorder = f"#!/bin/sh\ntr '\\0' '\\n' < /proc/$$/environ >> {patient.provider.root}/seen\n"
    recorder += f"tr '\\0' ' ' < /proc/$$/cmdline >> {patient.provider.root}/seen\necho cargo 1.96.0\n"
    program(patient.provider.root / "cargo", recorder)
    patient.run()

    seen = (patient.provider.root / "seen").read_text()
    assert "-V" in seen
    assert CANARY not in seen


def test_no_core_file_and_no_temporary_file(patient: Patient) -> None:
    in_the_file_store(patient)
    patient.extra["TMPDIR"] = str(patient.provider.root / "tmp")
    (patient.provider.root / "tmp").mkdir()
    patient.run()

    found = subprocess.run(
        ["grep", "-rl", CANARY, str(patient.provider.root)], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == [str(patient.home / "credprovider-tokens.json")]
