"""Fixtures of the tests of doctor."""

import pytest

from tests.credprovider.doctor.patient import Patient
from tests.credprovider.doctor.vaulted import Vaulted
from tests.credprovider.provider import Provider
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer


@pytest.fixture
def patient(provider: Provider) -> Patient:
    """A machine without any configuration, keyring or real cargo."""
    return Patient(provider)


@pytest.fixture
def vaulted(patient: Patient, vault_server: VaultServer, user_keyring: UserKeyring) -> Vaulted:
    """A machine whose registry has its token in Vault, and where logins are kept in a keyring of this test alone."""
    patient.provider.through = user_keyring.words
    return Vaulted(patient, vault_server)
