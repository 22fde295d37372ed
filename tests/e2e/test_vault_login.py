"""A developer logs in to Vault with `cargo login`, and cargo then has the registry's token."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.canary import CANARY, shown_in
from tests.credprovider.vault.auth.attended import consented, opened
from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import READER
from tests.servers.identity_provider import CLIENT_ID, CLIENT_SECRET, running_identity_provider
from tests.servers.processes import free_port
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer
from tests.terminal import Session

SECRET, POLICY = "kv/e2e/login", "e2e-login"
PASSWORD = f"{CANARY}-password"


@pytest.fixture
def developer(company: Company, vault_server: VaultServer, user_keyring: UserKeyring) -> Company:
    """The company with its reader's token in Vault, and a developer on a machine that keeps logins."""
    vault_server.write_secret(SECRET, {"token": READER.token})
    vault_server.policy(POLICY, {"kv/data/e2e/*": ["read"]})
    company.cargo.through = user_keyring.words
    return company


def route(company: Company, server: VaultServer, auth: str) -> None:
    """Write the provider's settings, with this table `auth`."""
    where = f'[vault]\naddress = "{server.address}"\nca-file = "{server.ca_file}"\nauth = {{ {auth} }}\n'
    company.settings(f'store = "vault"\nsecret = "{SECRET}"', more=where)


@contextmanager
def cargo_login(company: Company) -> Iterator[Session]:
    """Run `cargo login` in a shell on a terminal, which says its status and waits."""
    words = ["cargo", "login", "--registry", "company"]
    shell = [*company.cargo.through, "sh", "-c", '"$@"; echo "the status is $?"; exec sleep 60', "sh", *words]
    with Session(shell, company.cargo.environment, folder=company.cargo.root) as terminal:
        yield terminal


def search(company: Company) -> tuple[int, set[str]]:
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    return run.status, tokens


def test_a_password_and_then_the_token_until_the_logout(developer: Company, vault_server: VaultServer) -> None:
    vault_server.mount_auth("userpass")
    user = {"password": PASSWORD, "token_policies": [POLICY], "token_ttl": "1h"}
    vault_server.administer("POST", "auth/userpass/users/alice", user)
    route(developer, vault_server, 'method = "userpass", username = "alice"')

    before = developer.cargo.run("search", "--registry", "company", "x")
    assert before.status == 101
    assert NO_TOKEN in before.stderr
    assert "log in with `cargo login --registry NAME` or `cargo credprovider vault login`" in before.stderr

    with cargo_login(developer) as terminal:
        terminal.shown("Password of alice for Vault at https://")
        assert not terminal.echoes()
        terminal.press(PASSWORD.encode() + b"\n")
        assert not shown_in(terminal.shown("the status is 0").encode())
        assert terminal.echoes()
    assert not (developer.cargo.path / "credentials.toml").exists()
    assert search(developer) == (0, {READER.token})

    assert developer.log_out().status == 0
    assert search(developer)[0] == 101
    assert vault_server.administer("GET", "kv/data/e2e/login")["data"]["data"] == {"token": READER.token}


def test_a_browser_and_then_the_token(developer: Company, vault_server: VaultServer) -> None:
    port = free_port()
    with running_identity_provider(developer.cargo.root) as issuer:
        vault_server.mount_auth("oidc")
        known = {"oidc_discovery_url": issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
        vault_server.administer("POST", "auth/oidc/config", known)
        page = "http://localhost:8250/oidc/callback"
        role = {"role_type": "oidc", "user_claim": "sub", "allowed_redirect_uris": [page], "token_policies": [POLICY]}
        vault_server.administer("POST", "auth/oidc/role/dev", role)
        route(developer, vault_server, f'method = "oidc", role = "dev", port = {port}')
        with cargo_login(developer) as terminal:
            url = terminal.shown("Waiting for the login").partition("\r\n    ")[2].split()[0]
            assert "You are logged in." in opened(consented(url)).text
            terminal.shown("the status is 0")
    assert search(developer) == (0, {READER.token})


def test_an_interrupt_ends_cargo_and_the_wait(developer: Company, vault_server: VaultServer) -> None:
    # abuse case 84: the kernel tells the whole foreground group, cargo and the provider
    vault_server.mount_auth("userpass")
    route(developer, vault_server, 'method = "userpass", username = "alice"')
    with cargo_login(developer) as terminal:
        terminal.shown("Password of alice")
        terminal.press(b"\x03")
        terminal.wait()
        assert terminal.echoes_again()
    assert search(developer)[0] == 101
