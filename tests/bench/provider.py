"""How long an answer of the credential provider takes, spawn to exit: from the Secret Service, and from a Vault."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.bench.bare_python import LEAN, bare_python
from tests.bench.installation import Installation
from tests.bench.timing import Done, Program, Question, Wanted
from tests.cargo_home import CargoHome
from tests.servers.secret_service import SecretService
from tests.servers.vault_server import VaultServer

HERE = Path(__file__).parent
NAME = "company"
INDEX = "sparse+https://registry.company.example/index/"
TOKEN = "the-token-of-the-bench"
REQUEST = {"v": 1, "registry": {"index-url": INDEX, "name": NAME}, "kind": "get", "operation": "read", "args": []}

WANTED = (Wanted(LEAN, 3.5), Wanted("naive provider", 0.25))


def answer_from_secret_service(installation: Installation, home: CargoHome, service: SecretService) -> Question:
    """Ask for a token that lies in a real keyring; nothing is configured but that."""
    environment = home.environment | service.environment
    attributes = ["xdg:schema", "org.rust-lang.cargo.registry", "url", INDEX]
    _prepare(["secret-tool", "store", f"--label=cargo-registry:{NAME}", *attributes], environment, TOKEN)
    store = f"import keyring; keyring.set_password('cargo-registry', {INDEX!r}, {TOKEN!r})"
    _prepare([installation.python, "-c", store], environment)
    return Question(
        "An answer from the Secret Service",
        [
            _provider(installation, environment, home.root),
            *bare_python(installation, environment, home.root),
            Program("secret-tool lookup", ["secret-tool", "lookup", *attributes], environment, home.root, _says_token),
            _naive(installation, "naive_keyring.py", environment, home.root),
        ],
        WANTED,
    )


def answer_from_vault(installation: Installation, home: CargoHome, vault: VaultServer) -> Question:
    """Ask for a token that lies in a Vault behind TLS, whose authority is one file."""
    vault.write_secret(f"kv/{NAME}", {"token": TOKEN})
    access = vault.token_reading(f"kv/data/{NAME}")
    environment = home.environment | vault.environment(access)
    home.provider_settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/{NAME}"\n')
    headers = home.root / "headers"
    headers.write_text(f"X-Vault-Request: true\nX-Vault-Token: {access}\n")
    read = ["curl", "--silent", "--show-error", "--fail", "--cacert", str(vault.ca_file), "--header", f"@{headers}"]
    read.append(f"{vault.address}/v1/kv/data/{NAME}")
    return Question(
        f"An answer from Vault over TLS ({vault.name})",
        [
            _provider(installation, environment, home.root),
            *bare_python(installation, environment, home.root),
            Program("curl", read, environment, home.root, _says_token),
            _naive(installation, "naive_vault.py", environment, home.root),
        ],
        WANTED,
    )


def _provider(installation: Installation, environment: Mapping[str, str], folder: Path) -> Program:
    command = [installation.program("cargo-credprovider"), "--cargo-plugin"]
    return Program("cargo-credprovider", command, environment, folder, _answers, _request())


def _naive(installation: Installation, script: str, environment: Mapping[str, str], folder: Path) -> Program:
    command = [installation.python, str(HERE / script)]
    return Program("naive provider", command, environment, folder, _answers, _request())


def _request() -> bytes:
    return json.dumps(REQUEST).encode() + b"\n"


def _answers(done: Done) -> bool:
    """Return whether a provider said hello and answered with the token."""
    lines = done.out.splitlines()
    return done.status == 0 and len(lines) == 2 and json.loads(lines[1]).get("Ok", {}).get("token") == TOKEN


def _says_token(done: Done) -> bool:
    return done.status == 0 and TOKEN.encode() in done.out


def _prepare(command: list[str], environment: dict[str, str], text: str = "") -> None:
    subprocess.run(command, env=environment, input=text, text=True, check=True, timeout=30)
