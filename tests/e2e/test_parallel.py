"""Twenty cargos of one user at once, on one store: what each of them stored is there, and nobody saw half of it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from credprovider.conformance.registry.accounts import Account
from tests.canary import CANARY
from tests.cargo_home import CargoHome, Run
from tests.servers.registry import Registry, running_registry
from tests.servers.secret_service import SecretService

NAMES = ("r0", "r1", "r2", "r3", "r4")


def old(name: str) -> str:
    return f"{CANARY}-old-{name}-" + "o" * 3000


def new(name: str) -> str:
    return f"{CANARY}-new-{name}-" + "n" * 3000


@pytest.fixture
def registries(cargo_home: CargoHome, tmp_path: Path) -> Iterator[dict[str, Registry]]:
    """Five registries, each with two tokens of its own, and a cargo that knows them all."""
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(
                running_registry(
                    tmp_path / name,
                    accounts=[Account(token, "somebody", ("read",)) for token in (old(name), new(name))],
                )
            )
            for name in NAMES
        }
        listed = '[registry]\nglobal-credential-providers = ["cargo-credprovider"]\n'
        cargo_home.config(listed + "".join(registry.config(name) for name, registry in running.items()))
        yield running


@pytest.fixture(params=["file", "secret-service"])
def store(request: pytest.FixtureRequest, cargo_home: CargoHome, registries: dict[str, Registry]) -> str:
    """The store that serves all five."""
    name: str = request.param
    if name == "secret-service":
        service: SecretService = request.getfixturevalue("secret_service")
        cargo_home.extra |= {
            variable: service.environment[variable] for variable in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
        }
    tables = "".join(f'[registries."{registry.index_url}"]\nstore = "{name}"\n' for registry in registries.values())
    cargo_home.provider_settings('[file]\nprotection = "none"\n' + tables)
    return name


def test_twenty_at_once(cargo_home: CargoHome, registries: dict[str, Registry], store: str) -> None:
    # conformance 59; abuse case 82
    cargo_home.extra["CREDPROVIDER_TIMEOUT"] = "60"  # two processors for twenty cargos: what counts is that all end

    def login(name: str, token: str) -> Run:
        return cargo_home.run("login", "--registry", name, text=f"{token}\n")

    def search(name: str) -> Run:
        return cargo_home.run("search", "--registry", name, "x")

    for name in NAMES:
        run = login(name, old(name))
        assert run.status == 0, run.said
    leaving = NAMES[3:]
    changes = [partial(cargo_home.run, "logout", "--registry", name) for name in leaving]
    changes += [partial(login, name, new(name)) for name in NAMES if name not in leaving]
    actions: list[Callable[[], Run]] = [*changes, *(partial(search, name) for name in NAMES * 3)]
    assert len(actions) == 20
    with ThreadPoolExecutor(len(actions)) as pool:
        runs = list(pool.map(lambda action: action(), actions))

    for run in runs:
        name = run.command.split("--registry ")[1].split()[0]
        if "search" in run.command and name in leaving and run.status != 0:
            assert f"no token found for `{name}`" in run.stderr
        else:
            assert run.status == 0, run.said
    for name, registry in registries.items():
        seen = {request.authorization for request in registry.requests()} - {""}
        assert seen <= {old(name), new(name)}  # never a part of one, nor another registry's
        before = len(registry.requests())
        status = search(name).status
        sent = {request.authorization for request in registry.requests()[before:]} - {""}
        assert (status, sent) == ((101, set()) if name in leaving else (0, {new(name)}))
    if store == "file":
        tokens = json.loads((cargo_home.path / "credprovider-tokens.json").read_text())["tokens"]
        assert set(tokens.values()) == {new(name) for name in NAMES if name not in leaving}
