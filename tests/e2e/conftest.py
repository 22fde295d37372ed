"""Fixtures of the end-to-end tests."""

import ctypes

import pytest

from tests.cargo_home import CargoHome
from tests.conftest import absent
from tests.e2e.company import Company
from tests.e2e.witness import Witness, witness
from tests.servers.registry import Registry


@pytest.fixture
def company(cargo_home: CargoHome, registry: Registry) -> Company:
    """Real cargo, and a registry named `company` served by our provider."""
    scene = Company(cargo_home, registry)
    scene.providers('credential-provider = ["cargo-credprovider"]')
    return scene


@pytest.fixture
def file_store(company: Company) -> Company:
    """The company's registry with its token in the embedded store."""
    company.settings('store = "file"', more='[file]\nprotection = "none"')
    return company


@pytest.fixture
def witnessed(file_store: Company) -> Witness:
    """The company's provider, with a witness; the same company as in the fixtures beside it."""
    heard = witness(file_store.cargo.root)
    file_store.providers(f'credential-provider = ["{heard.program}"]')
    return heard


@pytest.fixture(scope="session")
def libsecret() -> None:
    """The library that `cargo:libsecret` loads."""
    try:
        ctypes.CDLL("libsecret-1.so.0")
    except OSError:
        absent("no libsecret-1.so.0: install the Debian package libsecret-1-0")
