"""A token from a variable with real cargo, as in a CI job."""

from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER, READER

VARIABLE = "COMPANY_TOKEN"
TABLE = f'store = "environment"\nvariable = "{VARIABLE}"'


def test_a_job_with_the_variable_publishes(company: Company) -> None:
    company.settings(TABLE)
    company.cargo.extra[VARIABLE] = OWNER.token
    run, tokens = company.tokens_during(lambda: company.cargo.run("publish", cwd=company.library()))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said


def test_without_the_variable_it_is_named(company: Company) -> None:
    company.settings(TABLE)
    run = company.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert NO_TOKEN in run.stderr
    assert f"the variable {VARIABLE} is not set, or is empty" in run.stderr


def test_a_projects_env_table_does_not_set_it(company: Company) -> None:
    company.settings(TABLE)
    folder = company.library()
    (folder / ".cargo").mkdir(exist_ok=True)
    (folder / ".cargo" / "config.toml").write_text(f'[env]\n{VARIABLE} = "{READER.token}"\n')
    run, tokens = company.tokens_during(lambda: company.cargo.run("publish", cwd=folder))

    assert run.status == 101
    assert tokens == set()


def test_a_projects_config_cannot_send_another_variable(company: Company) -> None:
    company.cargo.extra[VARIABLE] = OWNER.token
    folder = company.library()
    arguments = f'"--store", "environment", "--variable", "{VARIABLE}"'
    (folder / ".cargo").mkdir(exist_ok=True)
    (folder / ".cargo" / "config.toml").write_text(
        f'[registries.company]\ncredential-provider = ["cargo-credprovider", {arguments}]\n'
    )
    run, tokens = company.tokens_during(lambda: company.cargo.run("publish", cwd=folder))

    assert run.status == 101
    assert "unknown argument `--variable`" in run.stderr
    assert tokens == set()
