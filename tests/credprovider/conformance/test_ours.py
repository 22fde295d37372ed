"""Our own provider, held against the protocol like any other."""

from pathlib import Path

import pytest

from tests.credprovider.conformance.kit import environment, run_kit
from tests.credprovider.provider import INDEX, PROGRAM
from tests.servers.secret_service import SecretService
from tests.servers.vault_server import VaultServer

CRATES_IO = "https://github.com/rust-lang/crates.io-index"
NEIGHBOUR = "sparse+https://registry.example/index-conformance-b/"
ONE_TOKEN = {"18", "48", "49", "50", "53", "54"}
"""Cases about operations with tokens of their own."""

NO_END = {"45", "46"}
"""Cases about tokens that end."""

LOGIN = {"10", "61", "62", "63", "64", "65", "66", "67", "68", "69", "71", "72", "73", "74", "76", "83"}
"""Cases about a login or logout that is supported."""

pytestmark = pytest.mark.usefixtures("cargo_home")


def settings(home: Path, text: str) -> dict[str, str]:
    """Write the provider's settings and return the environment in which it finds them."""
    folder = home / "settings"
    folder.mkdir()
    (folder / "credprovider.toml").write_text(text)
    return environment(home, CARGO_HOME=str(folder), CREDPROVIDER_TIMEOUT="2")


def test_the_file_store(tmp_path: Path) -> None:
    urls = (INDEX, NEIGHBOUR, CRATES_IO)
    served = "".join(f'[registries."{url}"]\nstore = "file"\n' for url in urls)
    own = settings(tmp_path, f'[file]\nprotection = "none"\n{served}')
    ran = run_kit("--format", "tap", "--risk-store", "--", PROGRAM, environment=own)

    assert ran.failed() == set(), ran.out
    assert ran.skipped() == ONE_TOKEN | NO_END | {"33", "70", "85"}
    assert "conformance-kit" not in (tmp_path / "settings" / "credprovider-tokens.json").read_text()

    ran = run_kit("--format", "tap", "--index-url", CRATES_IO, "--case", "33", "--", PROGRAM, environment=own)
    assert (ran.status, ran.outcomes()["33"]) == (0, "ok")


def test_the_secret_service_store(tmp_path: Path, secret_service: SecretService) -> None:
    bus = {name: secret_service.environment[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
    own = settings(tmp_path, "") | bus
    ran = run_kit("--format", "tap", "--risk-store", "--", PROGRAM, environment=own)

    assert ran.failed() == set(), ran.out
    # Nothing configured: it serves every registry. And the keyring's files are not written by the provider.
    assert ran.skipped() == ONE_TOKEN | NO_END | {"26", "27", "28", "29", "30", "33", "70", "72"}
    assert secret_service.items() == []


def test_the_vault_store(tmp_path: Path, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/kit/read", {"token": "a-token-to-read-0123456789"})
    vault_server.write_secret("kv/kit/publish", {"token": "a-token-to-publish-0123456789"})
    own = settings(
        tmp_path,
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/kit/read"\n'
        f'[registries."{INDEX}".publish]\nsecret = "kv/kit/publish"\n',
    ) | vault_server.environment(vault_server.token_reading("kv/data/kit/*"))
    ran = run_kit("--format", "tap", "--token-stored", "--", PROGRAM, environment=own)

    assert ran.failed() == set(), ran.out
    # Nothing is known that is served and has no token; and silence is tried with a server that is not this one.
    assert ran.skipped() == LOGIN | NO_END | {"33", "39", "40", "60", "70", "89"}
    assert "0123456789" not in ran.out + ran.errors  # the end of both tokens
