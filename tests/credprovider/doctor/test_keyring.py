"""The state of a real keyring, and what depends on it."""

import subprocess
import time

import pytest

from credprovider.doctor.keyring import keyring_findings
from credprovider.doctor.stores import Keyring, ask_keyring
from credprovider.settings import Settings
from tests.credprovider.doctor.patient import FILE_STORE, LISTED, OURS, Patient, ids
from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, request
from tests.servers.secret_service import SecretService, bus_without_keyring

KEYRING = f'[registries."{INDEX}"]\nstore = "secret-service"\n'


@pytest.fixture
def keyring(patient: Patient, secret_service: SecretService) -> SecretService:
    """A keyring that the patient uses for its registry."""
    patient.provider.extra |= {"DBUS_SESSION_BUS_ADDRESS": secret_service.bus}
    patient.config(OURS)
    patient.provider.settings(KEYRING)
    return secret_service


def about_keyring(patient: Patient) -> list[str]:
    return [found for found in ids(patient.report("alt")) if "keyring" in found or "fails" in found or "token" in found]


def test_available(patient: Patient, keyring: SecretService) -> None:
    assert patient.provider.one(request("login", token=CANARY)) == LOGGED_IN
    report = patient.report("alt")

    assert report["keyring"] == {"state": "available", "reason": ""}
    (registry,) = report["registries"]
    assert registry["stores"][0]["store"] == "secret-service"
    assert registry["login"] == {"stored": True, "elsewhere": ""}
    assert registry["providers"][0]["answer"]["kind"] == "token"


def test_available_and_empty(patient: Patient, keyring: SecretService) -> None:
    assert about_keyring(patient) == ["warning[no-token]"]


def test_locked(patient: Patient, keyring: SecretService) -> None:
    # abuse case 74
    patient.provider.one(request("login", token=CANARY))
    keyring.lock()
    report = patient.report("alt")

    assert report["keyring"]["state"] == "locked"
    assert "error[provider-fails]" in ids(report)
    (finding,) = [one for one in report["registries"][0]["findings"] if one["id"] == "provider-fails"]
    assert "locked" in finding["message"]


def test_locked_and_empty(patient: Patient, keyring: SecretService) -> None:
    keyring.lock()

    assert about_keyring(patient) == ["warning[keyring-locked]", "warning[no-token]"]


def test_without_a_default_collection(patient: Patient, keyring: SecretService) -> None:
    keyring.delete_default()

    assert about_keyring(patient) == ["error[keyring-without-default]", "warning[no-token]"]
    assert patient.report("alt")["keyring"]["state"] == "no-default-collection"


def test_stopped(patient: Patient, keyring: SecretService) -> None:
    patient.provider.extra["CREDPROVIDER_TIMEOUT"] = "0.5"
    keyring.pause()
    start = time.monotonic()
    try:
        report = patient.report("alt")
    finally:
        keyring.resume()

    assert report["keyring"]["state"] == "unavailable"
    assert "timed out after 0.5 s waiting for the Secret Service" in report["keyring"]["reason"]
    assert "error[provider-fails]" in ids(report)
    assert time.monotonic() - start < 30


def test_a_bus_without_a_keyring(patient: Patient, keyring_programs: None) -> None:
    patient.config(OURS)
    patient.provider.settings(KEYRING)
    with bus_without_keyring() as service:
        patient.provider.extra |= {"DBUS_SESSION_BUS_ADDRESS": service.bus}
        report = patient.report("alt")

    assert report["keyring"]["state"] == "unavailable"
    assert "no program on the session bus offers the Secret Service" in report["keyring"]["reason"]


def test_no_bus_matters_only_where_something_depends_on_it(patient: Patient) -> None:
    patient.config(OURS)
    patient.provider.settings(FILE_STORE)
    report = patient.report("alt")

    assert report["keyring"]["state"] == "unavailable"
    assert not [found for found in ids(report) if "keyring" in found]


def test_libsecret_of_cargo_stops_everything_without_a_keyring(patient: Patient) -> None:
    patient.config(f'{LISTED} = ["cargo:token", "cargo:libsecret", "cargo-credprovider"]\n')
    patient.provider.settings(FILE_STORE)

    assert "error[libsecret-without-keyring]" in ids(patient.report("crates-io"))


def test_the_state_asks_nobody_and_changes_nothing(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secret_service.bus)
    secret_service.lock()

    assert ask_keyring(Settings({}, ""), 5) == Keyring("locked")
    assert ask_keyring(Settings({}, ""), 5) == Keyring("locked")
    assert list(keyring_findings(Keyring("locked"), ())) == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_token_with_a_line_end(end: str, patient: Patient, keyring: SecretService) -> None:
    # abuse case 34
    store_raw(keyring, f"{CANARY}{end}")

    assert about_keyring(patient) == ["warning[token-with-line-end]"]


def test_a_token_with_bad_characters(patient: Patient, keyring: SecretService) -> None:
    # abuse case 35
    store_raw(keyring, f"{CANARY}\x07")

    assert about_keyring(patient) == ["error[provider-fails]"]


def store_raw(keyring: SecretService, secret: str) -> None:
    """Put a token into the keyring that no login would store, with another program."""
    attributes = ["url", INDEX, "xdg:schema", "org.rust-lang.cargo.registry"]
    command = ["secret-tool", "store", "--label", "x", *attributes]
    subprocess.run(command, input=secret.encode(), env=keyring.environment, check=True)
    (item,) = keyring.items()
    assert item.secret == secret.encode()
