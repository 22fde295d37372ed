"""Fixtures of the tests of doctor."""

import pytest

from tests.credprovider.doctor.patient import Patient
from tests.credprovider.provider import Provider


@pytest.fixture
def patient(provider: Provider) -> Patient:
    """A machine without any configuration, keyring or real cargo."""
    return Patient(provider)
