"""What a provider costs a whole run of cargo: `cargo owner --list`, and `cargo fetch` of forty dependencies."""

import json
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.bench.installation import Installation
from tests.bench.provider import HERE, NAIVE, OURS
from tests.bench.timing import Done, Program, Question, WrongResultError
from tests.cargo_home import CargoHome
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import Registry
from tests.servers.secret_service import SecretService

NAME = "company"
DEPENDENCIES = 40
CRATES = [{"name": f"dependency-{number}", "vers": "1.0.0"} for number in range(DEPENDENCIES)]


def owner_list(installation: Installation, scratch: Path, registry: Registry, service: SecretService) -> Question:
    """Ask a registry for the owners of a crate, with each provider."""
    command = ["cargo", "owner", "--list", CRATES[0]["name"], "--registry", NAME]

    def listed(done: Done) -> bool:
        return done.status == 0 and OWNER.user.encode() in done.out

    programs = []
    for title, home in _homes(installation, scratch, registry, service).items():
        environment = home.environment | service.environment
        programs.append(Program(title, command, environment, home.root, listed))
    return Question("A whole `cargo owner --list`", programs, [])


def fetch(installation: Installation, scratch: Path, registry: Registry, service: SecretService) -> Question:
    """Fetch forty dependencies into an empty home, with each provider; ours must be started once for all of them."""
    folder = scratch / "package"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "lib.rs").touch()
    needed = "".join(f'{each["name"]} = {{ version = "1", registry = "{NAME}" }}\n' for each in CRATES)
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n{needed}'
    )
    programs = []
    for title, home in _homes(installation, scratch, registry, service).items():
        environment = home.environment | service.environment
        anew = f"rm -rf {shlex.quote(str(home.path / 'registry'))} && exec cargo fetch"
        programs.append(Program(title, ["sh", "-c", anew], environment, folder, lambda done: done.status == 0))
    spawns = _spawns(programs[0].environment, folder)
    if spawns != 1:
        raise WrongResultError(f"cargo started the provider {spawns} times for {DEPENDENCIES} dependencies, not once")
    return Question(f"A whole `cargo fetch` of {DEPENDENCIES} dependencies; our provider is started once", programs, [])


def _homes(
    installation: Installation, scratch: Path, registry: Registry, service: SecretService
) -> dict[str, CargoHome]:
    """Return a home for each provider, in which the registry's token is stored; ours first."""
    homes = {}
    for title in (OURS, "cargo:token", "cargo:libsecret", NAIVE):
        home = CargoHome(scratch / title.replace(":", "-").replace(" ", "-"))
        homes[title] = home
        program = {OURS: installation.launcher(home), NAIVE: str(_naive(installation, scratch))}.get(title, title)
        home.config(f"{registry.config(NAME)}credential-provider = {json.dumps([program])}\n")
        environment = home.environment | service.environment
        if title == NAIVE:
            store = f"import keyring; keyring.set_password('cargo-registry', {registry.index_url!r}, {OWNER.token!r})"
            _prepare([installation.python, "-c", store], environment)
        else:
            _prepare(["cargo", "login", "--registry", NAME], environment, OWNER.token)
    return homes


def _naive(installation: Installation, scratch: Path) -> Path:
    """Return the naive provider as a program by itself: cargo gives no arguments of ours to a program."""
    program = scratch / "naive_keyring"
    program.write_text(f"#!{installation.python}\n{(HERE / 'naive_keyring.py').read_text()}")
    program.chmod(0o755)
    return program


def _spawns(environment: Mapping[str, str], folder: Path) -> int:
    done = subprocess.run(
        ["cargo", "fetch", "-v"], cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return sum(line.split()[:1] == ["Credential"] for line in done.stderr.splitlines())


def _prepare(command: list[str], environment: Mapping[str, str], text: str = "") -> None:
    subprocess.run(command, env=environment, input=text, text=True, check=True, timeout=60, capture_output=True)
