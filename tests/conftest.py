"""Fixtures for the whole suite: the real servers, real cargo, and the last lines that say which Vault a run had."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.canary import leaks
from tests.cargo_home import CargoHome
from tests.servers import bao
from tests.servers.bao import real_vault
from tests.servers.processes import StartError
from tests.servers.registry import Registry, running_registry
from tests.servers.secret_service import SecretService, running_secret_service
from tests.servers.user_keyring import REMEDY, UserKeyring, private_keyring
from tests.servers.vault import standin_vault
from tests.servers.vault_server import VaultServer

VAULTS_USED = pytest.StashKey[set[str]]()
VAULT_PROGRAM = pytest.StashKey[str | None]()


def absent(message: str) -> NoReturn:
    """Fail the test where CI is set, else skip it. message: what is not there, and what to install."""
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def need(program: str, remedy: str) -> str:
    """Return the program's path; the test ends as `absent` without it. remedy: what to install."""
    found = shutil.which(program)
    return found if found is not None else absent(f"no `{program}` on PATH: {remedy}")


@pytest.fixture(autouse=True)
def no_token_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test: no file of it holds a token that must not be there."""
    folder: Path | None = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    assert folder is None or not leaks(folder)


@pytest.fixture
def cargo_home(tmp_path: Path) -> CargoHome:
    """Real cargo with a private, empty CARGO_HOME."""
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    return CargoHome(tmp_path)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A registry that requires authentication and holds nothing yet."""
    with running_registry(tmp_path / "registry") as running:
        yield running


@pytest.fixture(scope="session")
def keyring_programs() -> None:
    """The programs that a Secret Service of the tests is made of."""
    need("dbus-daemon", "install the Debian package dbus-daemon")
    need("gnome-keyring-daemon", "install the Debian package gnome-keyring")
    need("secret-tool", "install the Debian package libsecret-tools")


@pytest.fixture
def secret_service(keyring_programs: None) -> Iterator[SecretService]:
    """A running keyring, unlocked and empty, on a bus of its own."""
    with running_secret_service() as service:
        yield service


@pytest.fixture
def user_keyring(tmp_path: Path) -> Iterator[UserKeyring]:
    """A user keyring of the kernel's, for this test alone, and empty."""
    with contextlib.ExitStack() as stack:
        try:
            keyring = stack.enter_context(private_keyring(tmp_path))
        except StartError as error:
            absent(f"{error}: {REMEDY}")
        yield keyring


@pytest.fixture(scope="session", params=["stand-in", "real"])
def vault_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[VaultServer]:
    """A Vault, once as our stand-in and once as the real server where there is one; started once per worker."""
    directory = tmp_path_factory.mktemp("vault")
    program = pytestconfig.stash[VAULT_PROGRAM]
    if request.param == "real" and program is None:
        pytest.skip(f"no `bao` or `vault` on PATH and {bao.SETTING} is not set: only the stand-in is tested")
    starting = real_vault(program, directory) if request.param == "real" and program else standin_vault(directory)
    with starting as vault:
        pytestconfig.stash[VAULTS_USED].add(vault.name)
        yield vault


def pytest_configure(config: pytest.Config) -> None:
    """Look for the real Vault, and begin the list of those that this process, or a worker of it, has run."""
    try:
        config.stash[VAULT_PROGRAM] = bao.find()
    except bao.NoProgramError as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[VAULTS_USED] = set()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker of pytest-xdist: tell the main process which Vaults ran here."""
    used = session.config.stash[VAULTS_USED]
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["vaults"] = sorted(used)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """In the main process of pytest-xdist: take down what a worker told."""
    node.config.stash[VAULTS_USED].update(getattr(node, "workeroutput", {}).get("vaults", ()))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say as the very last line of the run which Vaults it had."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if (
        reporter is None
        or VAULTS_USED not in config.stash
        or hasattr(config, "workerinput")
        or config.option.collectonly
    ):
        return
    reporter.ensure_newline()
    reporter.write_line(last_line(config.stash[VAULTS_USED], config.stash[VAULT_PROGRAM]))


def last_line(used: set[str], program: str | None) -> str:
    """Return the sentence about the Vaults of a run. used: their names. program: the real server's, None if missing."""
    if program is None:
        missing = f"no bao or vault program found on PATH or in {bao.SETTING}: nothing was tested on a real one"
        return f"Vault: stand-in only; {missing}" if used else f"Vault: none used by these tests; {missing}"
    if used <= {"stand-in"}:
        had = "stand-in only" if used else "none used by these tests"
        return f"Vault: {had}; {bao.version(program)} ({program}) is there"
    return f"Vault: {' and '.join(sorted(used, key=lambda name: name != 'stand-in'))} ({program})"
