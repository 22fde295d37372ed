"""Our provider in the global list, beside cargo's own: a registry that is not ours is left to the others."""

from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER

GLOBAL = '[registry]\nglobal-credential-providers = ["cargo:token", "cargo-credprovider"]\n'
OTHER = '[file]\nprotection = "none"\n[registries."sparse+https://other.example/index/"]\nstore = "file"\n'


def test_a_foreign_registrys_token_comes_from_cargo_itself(company: Company) -> None:
    company.cargo.config(company.registry.config("company") + GLOBAL)
    company.cargo.provider_settings(OTHER)
    company.cargo.extra["CARGO_REGISTRIES_COMPANY_TOKEN"] = OWNER.token

    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "-v", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert "Credential cargo-credprovider get company" in run.stderr


def test_a_foreign_registrys_login_and_logout_go_to_cargo_itself(company: Company) -> None:
    company.cargo.config(company.registry.config("company") + GLOBAL)
    company.cargo.provider_settings(OTHER)
    credentials = company.cargo.path / "credentials.toml"

    assert company.log_in(OWNER.token).status == 0
    assert OWNER.token in credentials.read_text()
    assert company.log_out().status == 0
    assert OWNER.token not in credentials.read_text()


def test_our_own_registry_in_the_global_list_is_ours(company: Company) -> None:
    company.cargo.config(company.registry.config("company") + GLOBAL)
    company.settings('store = "file"', more='[file]\nprotection = "none"')

    assert company.log_in(OWNER.token).status == 0
    assert not (company.cargo.path / "credentials.toml").exists()
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said


def test_nothing_stored_lets_cargos_own_token_serve(company: Company) -> None:
    company.cargo.config(company.registry.config("company") + GLOBAL)
    company.settings('store = "file"', more='[file]\nprotection = "none"')
    company.cargo.extra["CARGO_REGISTRIES_COMPANY_TOKEN"] = OWNER.token

    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said
