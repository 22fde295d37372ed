"""A token from Vault with real cargo: through the stand-in, and through a real server wherever there is one."""

import pytest

from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER, PUBLISHER, READER
from tests.servers.vault_server import VaultServer

SECRET, PUBLISH = "kv/e2e/company", "kv/e2e/company-publish"


@pytest.fixture
def vaulted(company: Company, vault_server: VaultServer) -> Company:
    """The company with its reader's token in Vault, and a Vault token that may read it."""
    vault_server.write_secret(SECRET, {"token": READER.token, "owner": "team"})
    company.settings(f'store = "vault"\nsecret = "{SECRET}"')
    company.cargo.extra |= vault_server.environment(vault_server.token_reading("kv/data/e2e/*"))
    return company


def search(company: Company) -> tuple[int, set[str]]:
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    return run.status, tokens


def test_cargo_gets_its_token_from_vault_in_one_request(vaulted: Company, vault_server: VaultServer) -> None:
    before = len(vault_server.audited())

    assert search(vaulted) == (0, {READER.token})
    asked = [(seen.operation, seen.path) for seen in vault_server.audited()[before:]]
    assert asked == [("read", "kv/data/e2e/company")]


def test_each_operation_has_its_own_token(vaulted: Company, vault_server: VaultServer) -> None:
    vault_server.write_secret(PUBLISH, {"token": PUBLISHER.token})
    url = vaulted.registry.index_url
    own = f'[registries."{url}".publish]\nsecret = "{PUBLISH}"\n'
    vaulted.cargo.provider_settings(f'[registries."{url}"]\nstore = "vault"\nsecret = "{SECRET}"\n{own}')
    run = vaulted.cargo.run("publish", cwd=vaulted.library())

    assert run.status == 0, run.said
    sent = {(seen.method, seen.authorization) for seen in vaulted.registry.requests() if seen.authorization}
    assert sent == {("GET", READER.token), ("PUT", PUBLISHER.token)}


def test_a_field_of_another_name_and_a_shaped_header(vaulted: Company, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/e2e/shaped", {"api-key": OWNER.token.removesuffix("-owner")})
    vaulted.settings('store = "vault"\nsecret = "kv/e2e/shaped#api-key"\nheader = "{token}-owner"')

    assert search(vaulted) == (0, {OWNER.token})


def test_a_secret_that_is_not_there_is_cargos_own_no_token_found(vaulted: Company) -> None:
    vaulted.settings('store = "vault"\nsecret = "kv/e2e/nothing-here"')
    run = vaulted.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert NO_TOKEN in run.stderr


def test_a_deleted_secret_is_not_the_same_as_none(vaulted: Company, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/e2e/withdrawn", {"token": READER.token})
    vault_server.delete_latest("kv/e2e/withdrawn")
    vaulted.settings('store = "vault"\nsecret = "kv/e2e/withdrawn"')
    run = vaulted.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert "no token found" not in run.stderr
    assert "deleted" in run.stderr


def test_a_vault_token_that_may_not_read_says_so_and_shows_no_token(
    vaulted: Company, vault_server: VaultServer
) -> None:
    stranger = vault_server.token(["default"])
    vaulted.cargo.extra["VAULT_TOKEN"] = stranger
    run = vaulted.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert "kv/data/e2e/company" in run.stderr
    assert stranger not in run.said
    assert READER.token not in run.said


def test_a_sealed_vault_ends_in_cargos_error_and_not_in_a_hang(vaulted: Company, vault_server: VaultServer) -> None:
    vaulted.cargo.extra["CREDPROVIDER_TIMEOUT"] = "3"
    vault_server.seal()
    try:
        run = vaulted.cargo.run("search", "--registry", "company", "x")
    finally:
        vault_server.unseal()

    assert run.status == 101
    assert "sealed" in run.stderr


def test_a_vault_that_does_not_answer_ends_in_cargos_error_and_not_in_a_hang(
    vaulted: Company, vault_server: VaultServer
) -> None:
    vaulted.cargo.extra["CREDPROVIDER_TIMEOUT"] = "1"
    vault_server.server.process.pause()
    try:
        run = vaulted.cargo.run("search", "--registry", "company", "x")
    finally:
        vault_server.server.process.resume()

    assert run.status == 101
    assert "timed out after 1 s" in run.stderr


def test_an_unknown_certificate_is_refused(vaulted: Company) -> None:
    del vaulted.cargo.extra["VAULT_CACERT"]
    run = vaulted.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert "certificate" in run.stderr.lower()


def test_a_login_into_vault_is_refused_and_goes_nowhere_else(vaulted: Company) -> None:
    run = vaulted.log_in(OWNER.token)

    assert run.status == 101
    assert "the secret kv/e2e/company in Vault" in run.stderr
    assert "requested operation not supported" in run.stderr
    assert not (vaulted.cargo.path / "credentials.toml").exists()
    assert search(vaulted) == (0, {READER.token})
