"""Fixtures for the linter's tests: trees, and the registries that cargo gets in place of example.com."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cargo_home import CargoHome
from tests.conftest import absent, need
from tests.policy.tree import Tree, empty_tree
from tests.servers.registry import Registry, running_registry

CRATES_IO = "crates-io"
OLDEST = (1, 94)
HELD = {
    "registry": ("internal-utils", "shared"),
    "partner": ("internal_utils", "shared"),
    CRATES_IO: ("serde", "shared", "log"),
}
"""What each registry holds from the beginning, in version 1.2.0."""


@pytest.fixture(scope="session")
def running_registries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Registry]]:
    """Registries that anybody may read, by their names; one of them plays crates.io."""
    with contextlib.ExitStack() as stack:
        running = {}
        for name, crates in HELD.items():
            held = [{"name": crate, "vers": "1.2.0"} for crate in crates]
            one = running_registry(tmp_path_factory.mktemp(name), auth_required=False, crates=held)
            running[name] = stack.enter_context(one)
        yield running


@pytest.fixture(scope="session")
def registries(running_registries: Mapping[str, Registry]) -> Mapping[str, str]:
    """The base URLs of these registries."""
    return {name: registry.base for name, registry in running_registries.items()}


@pytest.fixture
def crates_io(running_registries: Mapping[str, Registry]) -> Registry:
    """The registry that plays crates.io."""
    return running_registries[CRATES_IO]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """An empty tree with an empty CARGO_HOME; no cargo in it."""
    return empty_tree(tmp_path)


@pytest.fixture(scope="session")
def modern_cargo(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A cargo that reads TOML 1.1 and `include`; an older one would refuse what the model of 1.95 does not."""
    need("cargo", "install Rust with rustup")
    version = CargoHome(tmp_path_factory.mktemp("version")).run("--version").stdout
    numbers = re.match(r"cargo (\d+)\.(\d+)", version)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST:
        absent(f"`{version.strip()}` is older than 1.94: install the stable toolchain with rustup")


@pytest.fixture
def cargo_tree(tree: Tree, registries: Mapping[str, str], modern_cargo: None) -> Tree:
    """A tree in which cargo takes one of the registries for crates.io; it never gets to the real one."""
    tree.stands_for = registries
    index = f"sparse+{registries[CRATES_IO]}/index/"
    tree.environment["__CARGO_TEST_CRATES_IO_URL_DO_NOT_USE_THIS"] = index
    return tree
