"""How long a token out of Vault takes: the provider's answer, spawn to exit, and a whole run of cargo."""

import json
from pathlib import Path

from tests.bench.bare_python import LEAN, bare_python
from tests.bench.cargo_runs import CRATES
from tests.bench.installation import Installation
from tests.bench.provider import INDEX, NAIVE, NAME, OURS, TOKEN, answers, asked, naive, says_token
from tests.bench.timing import Done, Program, Question, Wanted
from tests.cargo_home import CargoHome
from tests.proof.jobs import JWT, JWT_INLINE, Jobs
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import Registry
from tests.servers.vault_server import VaultServer

KEPT, INLINE, EACH = f"{OURS}, kept login", f"{OURS}, inline login", f"{OURS}, a login each"
_POD = {"KUBERNETES_SERVICE_HOST": "127.0.0.1"}  # where logins are kept in the runtime folder, or not at all


def answer(installation: Installation, home: CargoHome, vault: VaultServer, program: str | None) -> Question:
    """Ask for a token that lies in a Vault behind TLS, whose authority is one file. program: `bao` or `vault`."""
    vault.write_secret(f"kv/{NAME}", {"token": TOKEN})
    access = vault.token_reading(f"kv/data/{NAME}")
    environment = home.environment | vault.environment(access)
    home.provider_settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/{NAME}"\n')
    headers = home.root / "headers"
    headers.write_text(f"X-Vault-Request: true\nX-Vault-Token: {access}\n")
    read = ["curl", "--silent", "--show-error", "--fail", "--cacert", str(vault.ca_file), "--header", f"@{headers}"]
    read.append(f"{vault.address}/v1/kv/data/{NAME}")
    programs = [
        asked(OURS, installation, home, environment, answers, INDEX),
        *bare_python(installation, environment, home.root),
        Program("curl", read, environment, home.root, says_token),
        naive(installation, "naive_vault.py", environment, home.root),
    ]
    wanted = [Wanted(LEAN, 3.3), Wanted(NAIVE, 0.25)]
    if program is not None:
        command = kv_get(program)
        name = _named(program)
        programs.append(Program(name, command, environment, home.root, lambda done: done.out.strip() == TOKEN.encode()))
        wanted.append(Wanted(name, 0.5))
    return Question(f"An answer from Vault over TLS ({vault.name})", programs, wanted)


def answer_after_login(installation: Installation, scratch: Path, made: Jobs) -> Question:
    """Ask as a CI job with a JWT: its login kept, in the read, and made anew for each answer."""
    made.vault.write_secret(f"kv/proof/{NAME}", {"token": TOKEN})
    runtime = scratch / "runtime"
    runtime.mkdir(mode=0o700)
    own = f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/proof/{NAME}"\n'
    programs = []
    for title, auth, more in (
        (KEPT, JWT, {"XDG_RUNTIME_DIR": str(runtime)}),
        (INLINE, JWT_INLINE, {}),
        (EACH, JWT, {}),
    ):
        folder = scratch / title.rpartition(", ")[2].replace(" ", "-")
        environment = made.with_jwt({**made.home(folder, auth, more=own), **_POD, **more}, title)
        programs.append(asked(title, installation, CargoHome(folder), environment, answers, INDEX))
    bare = bare_python(installation, programs[0].environment, scratch)
    return Question(f"An answer from Vault after a login by JWT ({made.vault.name})", [*programs, *bare], [])


def owner_list(
    installation: Installation, scratch: Path, registry: Registry, vault: VaultServer, program: str | None
) -> Question:
    """Ask a registry for the owners of a crate; the token comes from our provider, or from `kv get` by cargo's own."""
    vault.write_secret(f"kv/{NAME}", {"token": OWNER.token})
    access = vault.environment(vault.token_reading(f"kv/data/{NAME}"))
    command = ["cargo", "owner", "--list", CRATES[0]["name"], "--registry", NAME]

    def listed(done: Done) -> bool:
        return done.status == 0 and OWNER.user.encode() in done.out

    def run(title: str, provider: list[str], home: CargoHome) -> Program:
        home.config(f"{registry.config(NAME)}credential-provider = {json.dumps(provider)}\n")
        return Program(title, command, home.environment | access, home.root, listed)

    ours = CargoHome(scratch / "ours")
    ours.provider_settings(f'[registries."{registry.index_url}"]\nstore = "vault"\nsecret = "kv/{NAME}"\n')
    programs = [run(OURS, [installation.launcher(ours)], ours)]
    wanted = []
    if program is not None:
        title = f"cargo:token-from-stdout {_named(program)}"
        programs.append(run(title, ["cargo:token-from-stdout", *kv_get(program)], CargoHome(scratch / "stdout")))
        wanted.append(Wanted(title, 1.0))
    return Question(f"A whole `cargo owner --list` with a token from Vault ({vault.name})", programs, wanted)


def kv_get(program: str) -> list[str]:
    """Return the command with which Vault's own command line prints the token."""
    return [program, "kv", "get", "-mount=kv", "-field=token", NAME]


def _named(program: str) -> str:
    return f"{Path(program).name} kv get -field"
