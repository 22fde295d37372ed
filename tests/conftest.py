"""Fixtures for the whole suite: the real servers, real cargo, and the last lines that say which Vault a run had."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cargo_home import CargoHome
from tests.servers import bao
from tests.servers.secret_service import SecretService, running_secret_service
from tests.servers.vault_server import VaultServer

VAULTS_USED = pytest.StashKey[set[str]]()


def need(program: str, remedy: str) -> str:
    """Return the program's path; without it fail the test where CI is set, else skip it. remedy: what to install."""
    found = shutil.which(program)
    if found is not None:
        return found
    message = f"no `{program}` on PATH: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture
def cargo_home(tmp_path: Path) -> CargoHome:
    """Real cargo with a private, empty CARGO_HOME."""
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    return CargoHome(tmp_path)


@pytest.fixture
def secret_service() -> Iterator[SecretService]:
    """A running keyring, unlocked and empty, on a bus of its own."""
    need("dbus-daemon", "install the Debian package dbus-daemon")
    need("gnome-keyring-daemon", "install the Debian package gnome-keyring")
    with running_secret_service() as service:
        yield service


@pytest.fixture(scope="session", params=["stand-in", "real"])
def vault_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[VaultServer]:
    """A Vault, once as our stand-in and once as the real server where there is one; started once per worker."""
    directory = tmp_path_factory.mktemp("vault")
    if request.param == "stand-in":
        pytest.skip("the stand-in is not written yet")
    program = bao.find()
    if program is None:
        pytest.skip(f"no `bao` or `vault` on PATH and {bao.SETTING} is not set: only the stand-in is tested")
    with bao.real_vault(program, directory) as vault:
        pytestconfig.stash[VAULTS_USED].add(vault.name)
        yield vault


def pytest_configure(config: pytest.Config) -> None:
    """Begin the list of the Vaults that this process has run."""
    config.stash[VAULTS_USED] = set()
