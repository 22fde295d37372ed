"""`cargo credprovider setup --store vault`: the engine is found out where Vault can be asked."""

import pytest

from tests.credprovider.commands.home import Home, difference
from tests.credprovider.provider import CANARY, INDEX, Provider, request, token
from tests.servers.processes import free_port
from tests.servers.vault_server import VaultServer

ROUTE = f'[registries."{INDEX}"]\nstore = "vault"\n'
OFFLINE = "note: KV version 2 is taken for granted; once Vault can be asked, `cargo credprovider doctor` checks it\n"


@pytest.fixture
def home(provider: Provider) -> Home:
    return Home(provider)


def reads(home: Home, server: VaultServer, *paths: str) -> None:
    """Have the environment give a Vault token that may read these API paths, and say whom to trust, but not where."""
    home.provider.extra |= server.environment(server.token_reading(*paths))
    del home.provider.extra["VAULT_ADDR"]


def setup(home: Home, server: VaultServer, secret: str) -> str:
    """Run the command, dry and then in earnest; return its words."""
    where = ("--vault-address", server.address)
    return home.does("setup", "--registry", INDEX, "--store", "vault", "--secret", secret, *where)


def test_the_address_and_the_engine_are_written(home: Home, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/setup", {"token": CANARY})
    reads(home, vault_server, "kv/data/setup")
    out = setup(home, vault_server, "kv/setup")

    assert home.settings.read_text() == (
        f'[vault]\naddress = "{vault_server.address}"\n\n{ROUTE}secret = "kv/setup"\nengine = "kv-v2"\n'
    )
    assert '+engine = "kv-v2"' in difference(out)
    assert "note: Vault has kv/setup in the engine `kv` at kv/\n" in out
    assert home.provider.one(request()) == token(CANARY)


def test_an_engine_of_version_1(home: Home, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv1/setup", {"token": CANARY})
    reads(home, vault_server, "kv1/setup")
    setup(home, vault_server, "kv1/setup")

    assert 'engine = "kv-v1"\n' in home.settings.read_text()
    assert home.provider.one(request()) == token(CANARY)


def test_a_mount_of_two_parts_and_then_another(home: Home, vault_server: VaultServer) -> None:
    vault_server.mount_engine("setup-team/kv", "kv", version="2")
    vault_server.administer("POST", "setup-team/kv/data/x", {"data": {"token": CANARY}})
    vault_server.write_secret("kv1/setup", {"token": CANARY})
    reads(home, vault_server, "setup-team/kv/data/x", "kv1/setup")
    setup(home, vault_server, "setup-team/kv/x")

    assert home.settings.read_text().endswith('secret = "setup-team/kv/x"\nengine = "kv-v2"\nmount = "setup-team/kv"\n')
    assert home.provider.one(request()) == token(CANARY)
    setup(home, vault_server, "kv1/setup")
    assert home.settings.read_text().endswith('secret = "kv1/setup"\nengine = "kv-v1"\n')
    assert home.provider.one(request()) == token(CANARY)


def test_a_second_time_there_is_nothing_to_do(home: Home, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/setup", {"token": CANARY})
    reads(home, vault_server, "kv/data/setup")
    setup(home, vault_server, "kv/setup")
    before = home.files()

    assert "nothing to do" in setup(home, vault_server, "kv/setup")
    assert home.files() == before


def test_a_token_that_reaches_nothing_there(home: Home, vault_server: VaultServer) -> None:
    reads(home, vault_server, "kv/data/setup")
    out = setup(home, vault_server, "kv1/setup")

    assert "does not say it (status 403): a policy of the token must reach into the mount\n" in out
    assert OFFLINE in out
    assert "engine" not in home.settings.read_text()


def test_a_vault_that_is_away(home: Home) -> None:
    home.provider.extra["VAULT_TOKEN"] = CANARY
    address = f"https://127.0.0.1:{free_port()}"
    words = ("--registry", INDEX, "--store", "vault", "--secret", "kv/setup", "--vault-address", address)
    out = home.does("setup", *words)

    assert f"note: Vault was not asked which engine kv/setup is in: Vault at {address} cannot be reached" in out
    assert OFFLINE in out
    assert home.settings.read_text() == f'[vault]\naddress = "{address}"\n\n{ROUTE}secret = "kv/setup"\n'


def test_a_vault_that_hangs(home: Home, vault_server: VaultServer) -> None:
    reads(home, vault_server, "kv/data/setup")
    home.provider.extra["CREDPROVIDER_TIMEOUT"] = "1"
    vault_server.server.process.pause()
    try:
        out = setup(home, vault_server, "kv/setup")
    finally:
        vault_server.server.process.resume()

    assert OFFLINE in out


@pytest.mark.parametrize("address", ["http://vault.example.com", "vault.example.com", "https://u:p@vault.example.com"])
def test_an_address_that_is_refused(home: Home, address: str) -> None:
    words = ("--registry", INDEX, "--store", "vault", "--secret", "kv/x", "--vault-address", address)

    assert "`vault.address`" in home.refuses("setup", *words)


def test_an_address_for_another_store(home: Home) -> None:
    said = home.run("setup", "--registry", INDEX, "--store", "file", "--vault-address", "https://vault.example.com")

    assert said.status == 2
    assert "--vault-address belongs to --store vault" in said.err
