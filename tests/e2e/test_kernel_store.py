"""The store in the kernel's keyring with real cargo."""

import time

import pytest

from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.user_keyring import UserKeyring


@pytest.fixture
def kernel_store(company: Company, user_keyring: UserKeyring) -> Company:
    """The company's registry with its token in the kernel's keyring, for two hours."""
    company.cargo.through = user_keyring.words
    company.settings('store = "kernel"', more='[kernel]\nlifetime = "2h"')
    return company


def test_a_token_from_login_to_logout(kernel_store: Company) -> None:
    assert kernel_store.log_in(OWNER.token).status == 0
    published, tokens = kernel_store.tokens_during(
        lambda: kernel_store.cargo.run("publish", cwd=kernel_store.library())
    )
    assert (published.status, tokens) == (0, {OWNER.token}), published.said
    built, tokens = kernel_store.tokens_during(lambda: kernel_store.cargo.run("run", cwd=kernel_store.program()))
    assert (built.status, built.stdout, tokens) == (0, "the answer is 42\n", {OWNER.token}), built.said

    assert kernel_store.log_out().status == 0
    assert "not currently logged in to `company`" in kernel_store.log_out().stderr
    run, tokens = kernel_store.tokens_during(lambda: kernel_store.cargo.run("fetch", cwd=kernel_store.program("later")))
    assert NO_TOKEN in run.stderr
    assert tokens == set()


def test_a_token_whose_lifetime_is_over_is_asked_for_anew(kernel_store: Company) -> None:
    kernel_store.settings('store = "kernel"', more='[kernel]\nlifetime = "3s"')
    assert kernel_store.log_in(OWNER.token).status == 0
    time.sleep(3.3)

    assert NO_TOKEN in kernel_store.cargo.run("fetch", cwd=kernel_store.program()).stderr
    assert kernel_store.log_in(OWNER.token).status == 0
