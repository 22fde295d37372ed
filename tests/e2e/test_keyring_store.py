"""A backend of the keyring library with real cargo: a token's whole life."""

from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.secret_service import SecretService


def test_login_publish_and_logout(company: Company, secret_service: SecretService) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        company.cargo.extra[name] = secret_service.environment[name]
    company.settings('store = "keyring"', more='[keyring]\nbackend = "keyring.backends.SecretService.Keyring"')
    assert company.log_in(OWNER.token).status == 0
    run, tokens = company.tokens_during(lambda: company.cargo.run("publish", cwd=company.library()))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said

    assert company.log_out().status == 0
    gone = company.cargo.run("search", "--registry", "company", "x")
    assert gone.status == 101
    assert NO_TOKEN in gone.stderr
