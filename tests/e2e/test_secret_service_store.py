"""The OS keyring with real cargo: our provider and `cargo:libsecret` read and remove what the other wrote."""

import pytest

from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER, READER
from tests.servers.secret_service import SecretService

OURS = 'credential-provider = ["cargo-credprovider"]'
CARGOS = 'credential-provider = "cargo:libsecret"'


@pytest.fixture
def keyring(company: Company, secret_service: SecretService) -> Company:
    """The company with a keyring, and nothing configured for our provider: the keyring is its default."""
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        company.cargo.extra[name] = secret_service.environment[name]
    return company


def search(company: Company) -> tuple[int, set[str]]:
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    return run.status, tokens


def test_a_login_is_one_item_in_the_layout_of_cargo(keyring: Company, secret_service: SecretService) -> None:
    assert keyring.log_in(OWNER.token).status == 0

    (item,) = secret_service.items()
    assert item.secret == OWNER.token.encode()
    assert item.label == "cargo-registry:company"
    schema = "org.rust-lang.cargo.registry"
    assert item.attributes == {"url": keyring.registry.index_url, "xdg:schema": schema}
    assert search(keyring) == (0, {OWNER.token})


@pytest.mark.usefixtures("libsecret")
@pytest.mark.parametrize(("writer", "reader"), [(OURS, CARGOS), (CARGOS, OURS)], ids=["ours-first", "cargos-first"])
def test_each_reads_what_the_other_wrote(
    keyring: Company, secret_service: SecretService, writer: str, reader: str
) -> None:
    keyring.providers(writer)
    assert keyring.log_in(OWNER.token).status == 0
    keyring.providers(reader)
    assert search(keyring) == (0, {OWNER.token})

    assert keyring.log_in(READER.token).status == 0
    keyring.providers(writer)
    assert search(keyring) == (0, {READER.token})
    assert [item.secret for item in secret_service.items()] == [READER.token.encode()]


@pytest.mark.usefixtures("libsecret")
@pytest.mark.parametrize(("writer", "remover"), [(OURS, CARGOS), (CARGOS, OURS)], ids=["ours-first", "cargos-first"])
def test_each_removes_what_the_other_wrote(
    keyring: Company, secret_service: SecretService, writer: str, remover: str
) -> None:
    keyring.providers(writer)
    keyring.log_in(OWNER.token)
    keyring.providers(remover)

    assert keyring.log_out().status == 0
    assert secret_service.items() == []
    keyring.providers(writer)
    assert search(keyring) == (101, set())


def test_a_logout_removes_the_item_and_the_next_finds_nothing(keyring: Company, secret_service: SecretService) -> None:
    keyring.log_in(OWNER.token)

    assert keyring.log_out().status == 0
    assert secret_service.items() == []
    assert "not currently logged in" in keyring.log_out().stderr
    run = keyring.cargo.run("search", "--registry", "company", "x")
    assert NO_TOKEN in run.stderr


def test_a_locked_keyring_is_said_to_be_locked(keyring: Company, secret_service: SecretService) -> None:
    keyring.log_in(OWNER.token)
    secret_service.lock()
    run = keyring.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert "locked" in run.stderr
    assert "no token found" not in run.stderr


def test_a_stopped_keyring_does_not_hang_cargo(keyring: Company, secret_service: SecretService) -> None:
    keyring.log_in(OWNER.token)
    keyring.cargo.extra["CREDPROVIDER_TIMEOUT"] = "1"
    secret_service.pause()
    try:
        run = keyring.cargo.run("search", "--registry", "company", "x")
    finally:
        secret_service.resume()

    assert run.status == 101
    assert "timed out after 1 s waiting for the Secret Service" in run.stderr
