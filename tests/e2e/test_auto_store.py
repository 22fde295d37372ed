"""One list of providers for a desktop and a container, as real cargo goes through it."""

import pytest

from tests.cargo_home import Run
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER

OURS, CARGOS = "cargo-credprovider", "cargo:libsecret"


@pytest.fixture
def container(company: Company) -> Company:
    """No session bus, and the token in the environment, as a CI job has it."""
    company.cargo.extra["CARGO_REGISTRIES_COMPANY_TOKEN"] = OWNER.token
    return company


def search(company: Company, *providers: str) -> Run:
    listed = ", ".join(f'"{name}"' for name in providers)
    company.cargo.config(f"{company.registry.config('company')}[registry]\nglobal-credential-providers = [{listed}]\n")
    return company.cargo.run("search", "--registry", "company", "x")


def test_in_a_container_cargo_goes_on_to_the_token_in_the_environment(container: Company) -> None:
    # conformance 41, 89
    run, tokens = container.tokens_during(lambda: search(container, "cargo:token", OURS))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert run.stderr.count("cargo goes on to the next provider") == 1


@pytest.mark.usefixtures("libsecret")
def test_with_the_provider_of_cargo_the_same_list_ends_cargo(container: Company) -> None:
    assert search(container, "cargo:token", CARGOS).status == 101


def test_alone_in_a_container_cargo_says_that_nobody_could_help(container: Company) -> None:
    run = search(container, OURS)

    assert run.status == 101
    assert "the OS keyring is not available" in run.stderr
