"""From cargo's own credentials to a store and back, with real cargo on both sides."""

from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER

PROVIDER = 'credential-provider = ["cargo-credprovider"]'


def search(company: Company) -> tuple[int, set[str]]:
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    return run.status, tokens


def test_nobody_is_locked_in(file_store: Company) -> None:
    file_store.providers('credential-provider = ["cargo:token"]')
    assert file_store.log_in(OWNER.token).status == 0
    taken = file_store.cargo.run("credprovider", "import", "--from", "cargo:token")
    assert taken.status == 0, taken.said
    assert search(file_store)[0] == 101, "cargo has kept its token"

    file_store.providers(PROVIDER)
    assert search(file_store) == (0, {OWNER.token})

    back = file_store.cargo.run("credprovider", "export", "--to", "cargo:token", "--remove")
    assert back.status == 0, back.said
    assert search(file_store)[0] == 101, "we have kept the token"
    file_store.providers('credential-provider = ["cargo:token"]')
    assert search(file_store) == (0, {OWNER.token})
    assert file_store.log_out().status == 0
