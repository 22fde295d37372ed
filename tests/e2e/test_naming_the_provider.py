"""Every way in which cargo's configuration can name our provider, alone and in a list, held by real cargo."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cargo_home import Run
from tests.e2e.company import NO_TOKEN, Company
from tests.e2e.witness import PROGRAM
from tests.servers.cargo_registry.accounts import OWNER, READER
from tests.servers.registry import running_registry

NAME = "cargo-credprovider"
WORDS = f'"{NAME}", "--store", "file"'
ALIAS = f"[credential-alias]\nours = [{WORDS}]\n"
PLAIN = '[file]\nprotection = "none"\n'
GLOBAL = "[registry]\nglobal-credential-providers"
UPDATING = "    Updating `company` index\n"


@pytest.fixture
def unlisted(company: Company) -> Company:
    """The company with settings that list no registry: the file store comes from the arguments in cargo's config."""
    company.cargo.provider_settings(PLAIN)
    return company


def config(company: Company, text: str) -> None:
    company.cargo.config(f"{company.registry.config('company')}{text}\n")


def own(value: str) -> Callable[[Company], None]:
    """Return what writes `credential-provider = value` into the registry's table."""
    return lambda company: config(company, f"credential-provider = {value}")


def elsewhere(text: str, **variables: str) -> Callable[[Company], None]:
    """Return what writes `text` behind the registry's table and sets variables."""

    def write(company: Company) -> None:
        config(company, text)
        company.cargo.extra |= variables

    return write


def link(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).symlink_to(PROGRAM)


def beside_cargos_home(company: Company) -> None:
    link(company.cargo.path.parent / "tools")
    company.cargo.extra["PATH"] = company.cargo.environment["PATH"].replace(str(PROGRAM.parent), "/nowhere")
    own(f'["tools/{NAME}", "--store", "file"]')(company)


def in_the_project(company: Company) -> None:
    link(company.cargo.root / "tools")
    config(company, "")
    (company.cargo.root / ".cargo").mkdir()
    name = f'["tools/{NAME}", "--store", "file"]'
    (company.cargo.root / ".cargo" / "config.toml").write_text(f"[registries.company]\ncredential-provider = {name}\n")


def by_its_whole_path(company: Company) -> None:
    own(f'["{PROGRAM}", "--store", "file"]')(company)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(own(f'"{NAME} --store file"'), id="string"),
        pytest.param(own(f"[{WORDS}]"), id="array"),
        pytest.param(own('"ours"\n' + ALIAS), id="alias"),
        pytest.param(own(f'"ours"\n[credential-alias]\nours = "{NAME} --store file"'), id="alias-as-a-string"),
        pytest.param(
            elsewhere('credential-provider = "ours"', CARGO_CREDENTIAL_ALIAS_OURS=f"{NAME} --store file"),
            id="alias-from-a-variable",
        ),
        pytest.param(elsewhere("", CARGO_REGISTRIES_COMPANY_CREDENTIAL_PROVIDER=f"{NAME} --store file"), id="variable"),
        pytest.param(elsewhere(f'{GLOBAL} = ["{NAME} --store file"]'), id="global"),
        pytest.param(elsewhere(f'{GLOBAL} = ["ours"]\n{ALIAS}'), id="global-alias"),
        pytest.param(
            elsewhere(ALIAS, CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS="cargo:token ours"), id="global-variable"
        ),
        pytest.param(by_its_whole_path, id="absolute-path"),
        pytest.param(beside_cargos_home, id="relative-path"),
        pytest.param(in_the_project, id="relative-path-in-a-project"),
    ],
)
def test_a_login_and_a_search(unlisted: Company, name: Callable[[Company], None]) -> None:
    # conformance 88
    name(unlisted)
    login = unlisted.log_in(OWNER.token)
    assert login.status == 0, login.said
    run, tokens = unlisted.tokens_during(lambda: search(unlisted))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert OWNER.token in (unlisted.cargo.path / "credprovider-tokens.json").read_text()
    assert not (unlisted.cargo.path / "credentials.toml").exists()


def search(company: Company, name: str = "company") -> Run:
    return company.cargo.run("search", "--registry", name, "x")


def test_a_bare_name_on_the_path_with_nothing_behind_it(file_store: Company) -> None:
    # conformance 88
    own(f'"{NAME}"')(file_store)
    assert file_store.log_in(OWNER.token).status == 0

    assert file_store.tokens_during(lambda: search(file_store))[1] == {OWNER.token}


def test_an_argument_with_a_blank_in_it(unlisted: Company) -> None:
    # conformance 88: only an array can say that
    own(f'[{WORDS}, "--header", "Bearer {{token}}"]')(unlisted)
    assert unlisted.log_in(OWNER.token).status == 0

    assert unlisted.tokens_during(lambda: search(unlisted))[1] == {f"Bearer {OWNER.token}"}


@pytest.mark.parametrize("extra", [["--stroe", "file"], ["file"], ["--header", "Bearer"]])
def test_arguments_of_a_login_come_after_those_of_the_config(unlisted: Company, extra: list[str]) -> None:
    # conformance 69
    own(f"[{WORDS}]")(unlisted)
    run = unlisted.cargo.run("login", "--registry", "company", "--", *extra, text=f"{OWNER.token}\n")

    assert run.status == 101
    assert f"`{extra[0]}`" in run.stderr
    assert "in the arguments of credential-provider in cargo's configuration" in run.stderr
    assert not (unlisted.cargo.path / "credprovider-tokens.json").exists()


def test_a_token_in_the_environment_serves_while_ours_has_none(file_store: Company) -> None:
    # conformance 40, 89
    elsewhere(f'{GLOBAL} = ["cargo:token", "{NAME}"]', CARGO_REGISTRIES_COMPANY_TOKEN=READER.token)(file_store)
    assert file_store.tokens_during(lambda: search(file_store))[1] == {READER.token}

    assert file_store.log_in(OWNER.token).status == 0
    assert file_store.tokens_during(lambda: search(file_store))[1] == {OWNER.token}
    assert file_store.log_out().status == 0
    assert file_store.tokens_during(lambda: search(file_store))[1] == {READER.token}


def test_two_entries_of_ours_for_two_registries(unlisted: Company) -> None:
    # conformance 40, 94: each entry is for one index alone, and says so for every other
    with running_registry(unlisted.cargo.root / "second") as second:
        company, other = unlisted.registry.index_url, second.index_url
        entries = [
            f"{NAME} --store file --index {company}",
            f"{NAME} --store file --header Bearer_{{token}} --index {other}",
        ]
        for listed in (entries, entries[::-1]):
            words = ", ".join(f'"{entry}"' for entry in listed)
            unlisted.cargo.config(
                unlisted.registry.config("company") + second.config("second") + f"{GLOBAL} = [{words}]\n"
            )
            assert unlisted.log_in(OWNER.token).status == 0
            login = unlisted.cargo.run("login", "--registry", "second", text=f"{READER.token}\n")
            assert login.status == 0, login.said

            assert unlisted.tokens_during(lambda: search(unlisted))[1] == {OWNER.token}
            search(unlisted, "second")
            sent = {seen.authorization for seen in second.requests()} - {""}
            assert sent == {f"Bearer_{READER.token}"}

            assert unlisted.log_out().status == 0
            assert unlisted.log_out().stderr.count("not currently logged in") == 1


def test_two_entries_of_ours_for_one_registry(unlisted: Company) -> None:
    # conformance 40, 94: the last one is asked first; what it does not have, the other one may
    elsewhere(f'{GLOBAL} = ["{NAME} --store file --header {{token}}", "{NAME} --store auto"]')(unlisted)
    run = unlisted.log_in(OWNER.token)

    assert run.status == 0, run.said
    assert "cargo goes on to the next provider" in run.stderr
    assert unlisted.tokens_during(lambda: search(unlisted))[1] == {OWNER.token}


def test_nobody_has_a_token(unlisted: Company) -> None:
    # conformance 40
    elsewhere(f'{GLOBAL} = ["{NAME} --store file", "{NAME} --store auto"]')(unlisted)

    assert NO_TOKEN in search(unlisted).stderr


@pytest.mark.parametrize("where", ["variable", "credentials"])
def test_a_token_that_is_ignored_is_cargos_to_tell(file_store: Company, where: str) -> None:
    # conformance 90
    assert file_store.log_in(OWNER.token).status == 0
    if where == "variable":
        file_store.cargo.extra["CARGO_REGISTRIES_COMPANY_TOKEN"] = READER.token
    else:
        text = f'[registries.company]\ntoken = "{READER.token}"\n'
        (file_store.cargo.path / "credentials.toml").write_text(text)
    run, tokens = file_store.tokens_during(lambda: search(file_store))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    warnings = run.stderr.replace(UPDATING, "").splitlines()
    assert warnings
    for line in warnings:
        assert line.startswith("warning: registry `company` has a token configured in ")
        assert line.endswith(f"is configured to use credential-provider `{NAME}`")


def test_a_success_says_nothing(file_store: Company) -> None:
    # conformance 80, 90
    assert file_store.log_in(OWNER.token).status == 0

    assert search(file_store).said == UPDATING
