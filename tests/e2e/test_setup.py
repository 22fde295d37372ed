"""`setup` and `uninstall` with real cargo: who is asked for a token before, between and after."""

from pathlib import Path

import pytest

from tests.cargo_home import CargoHome
from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER, READER
from tests.servers.registry import Registry
from tests.servers.secret_service import SecretService

NOTHING_CONFIGURED = "authenticated registries require a credential-provider to be configured"
PROTECTION = '[file]\nprotection = "none"\n'


@pytest.fixture(params=["cargo-home", ".cargo", "my self/.cargo"])
def bare(request: pytest.FixtureRequest, cargo_home: CargoHome, registry: Registry) -> Company:
    """A company whose registry has no provider at all; cargo's home has the name that it mostly has, or a blank."""
    home = cargo_home.root / request.param
    home.mkdir(parents=True, exist_ok=True)
    cargo_home.extra["CARGO_HOME"] = str(home)
    (home / "config.toml").write_text(f"# mine\n{registry.config('company')}")
    (home / "credprovider.toml").write_text(PROTECTION)
    return Company(cargo_home, registry)


def home_of(company: Company) -> Path:
    return Path(company.cargo.extra["CARGO_HOME"])


def leave_token(company: Company, token: str) -> None:
    """Write cargo's own file of tokens, as `cargo:token` does it."""
    (home_of(company) / "credentials.toml").write_text(f'[registries.company]\ntoken = "{token}"\n')


def set_up(company: Company, *words: str) -> None:
    done = company.cargo.run("credprovider", "setup", *words)
    assert done.status == 0, done.said


def uninstall(company: Company) -> None:
    done = company.cargo.run("credprovider", "uninstall")
    assert done.status == 0, done.said


def fetch(company: Company, name: str) -> tuple[str, set[str]]:
    """Run `cargo fetch` in a new program; return what it said and the tokens that the registry saw."""
    folder = company.program(name)
    run, tokens = company.tokens_during(lambda: company.cargo.run("fetch", "-v", cwd=folder))
    return ("" if run.status == 0 else run.stderr), tokens


def test_after_setup_cargo_asks_our_provider_by_the_launcher(bare: Company) -> None:
    set_up(bare, "--store", "file")

    login = bare.cargo.run("login", "-v", "--registry", "company", text=OWNER.token)
    assert login.status == 0, login.said
    launched = [line for line in login.stderr.splitlines() if "Credential" in line and "login" in line]
    assert len(launched) == 1
    assert f"{home_of(bare)}/bin/cargo-credential-customs" in launched[0]
    assert OWNER.token in (home_of(bare) / "credprovider-tokens.json").read_text()
    assert not (home_of(bare) / "credentials.toml").exists()

    assert bare.cargo.run("publish", cwd=bare.library()).status == 0
    assert fetch(bare, "app") == ("", {OWNER.token})

    assert bare.log_out().status == 0
    said, tokens = fetch(bare, "later")
    assert NO_TOKEN in said
    assert tokens == set()


def test_a_token_in_cargos_own_file_is_used_where_our_store_has_none(bare: Company) -> None:
    leave_token(bare, OWNER.token)
    set_up(bare, "--store", "file")
    bare.cargo.run("publish", cwd=bare.library())

    assert fetch(bare, "app") == ("", {OWNER.token})


def test_a_token_of_ours_is_asked_for_before_cargos_own(bare: Company) -> None:
    leave_token(bare, READER.token)
    set_up(bare, "--store", "file")
    assert bare.cargo.run("search", "--registry", "company", "x").status == 0
    (home_of(bare) / "credprovider-tokens.json").write_text(
        f'{{"format":1,"tokens":{{"{bare.registry.index_url}":"{OWNER.token}"}}}}'
    )
    (home_of(bare) / "credprovider-tokens.json").chmod(0o600)

    run, tokens = bare.tokens_during(lambda: bare.cargo.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said


def test_after_uninstall_cargo_does_what_it_did_before(bare: Company) -> None:
    config = (home_of(bare) / "config.toml").read_bytes()
    leave_token(bare, OWNER.token)
    before = fetch(bare, "before")
    assert NOTHING_CONFIGURED in before[0]

    set_up(bare, "--store", "file")
    bare.cargo.run("publish", cwd=bare.library())
    assert fetch(bare, "between") == ("", {OWNER.token})

    uninstall(bare)
    after = fetch(bare, "after")
    assert NOTHING_CONFIGURED in after[0]
    assert after[1] == before[1] == set()
    assert (home_of(bare) / "config.toml").read_bytes() == config
    assert not (home_of(bare) / "bin" / "cargo-credential-customs").exists()


def test_a_list_that_was_there_is_what_it_was(bare: Company) -> None:
    path = home_of(bare) / "config.toml"
    config = path.read_bytes() + b"[registry]\nglobal-credential-providers = [\n  'cargo:token', # mine\n]\n"
    path.write_bytes(config)
    leave_token(bare, OWNER.token)
    set_up(bare, "--store", "file")
    assert bare.cargo.run("search", "--registry", "company", "x").status == 0
    uninstall(bare)

    assert path.read_bytes() == config
    run, tokens = bare.tokens_during(lambda: bare.cargo.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said


def test_a_registry_with_a_provider_of_its_own_is_taken_over_by_its_url(company: Company) -> None:
    company.cargo.provider_settings(PROTECTION)
    company.providers('credential-provider = "cargo:token"')
    done = company.cargo.run("credprovider", "setup", "--registry", company.registry.index_url, "--store", "file")
    assert done.status == 0, done.said

    assert company.log_in(OWNER.token).status == 0
    assert OWNER.token in (company.cargo.path / "credprovider-tokens.json").read_text()
    assert not (company.cargo.path / "credentials.toml").exists()


def test_without_options_tokens_live_in_the_keyring(
    cargo_home: CargoHome, registry: Registry, secret_service: SecretService
) -> None:
    company = Company(cargo_home, registry)
    company.providers()
    cargo_home.extra["DBUS_SESSION_BUS_ADDRESS"] = secret_service.bus
    set_up(company)

    assert company.log_in(OWNER.token).status == 0
    assert [item.secret for item in secret_service.items()] == [OWNER.token.encode()]
    run, tokens = company.tokens_during(lambda: cargo_home.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert company.log_out().status == 0
    assert secret_service.items() == []
