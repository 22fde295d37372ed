"""The embedded store with encrypted tokens and real cargo."""

import os

import pytest

from tests.credprovider.provider import Provider
from tests.credprovider.terminal import Terminal
from tests.credprovider.token_file.protected import PASSPHRASE
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.user_keyring import UserKeyring

TOKENS = "credprovider-tokens.json"


@pytest.fixture
def with_key_file(company: Company) -> Company:
    """The company's registry with its token in the embedded store, encrypted with a key file."""
    key = company.cargo.root / "key"
    key.touch(mode=0o600)
    key.write_bytes(os.urandom(32))
    company.settings('store = "file"', more=f'[file]\nprotection = "key-file"\nkey-file = "{key}"')
    return company


@pytest.fixture
def with_passphrase(company: Company, user_keyring: UserKeyring) -> Company:
    """The same with a passphrase that nobody has typed yet."""
    company.cargo.through = user_keyring.words
    company.settings('store = "file"', more='[file]\nprotection = "passphrase"')
    return company


def publishes_and_builds(company: Company) -> None:
    published, tokens = company.tokens_during(lambda: company.cargo.run("publish", cwd=company.library()))
    assert (published.status, tokens) == (0, {OWNER.token}), published.said
    built, tokens = company.tokens_during(lambda: company.cargo.run("run", cwd=company.program()))
    assert (built.status, built.stdout, tokens) == (0, "the answer is 42\n", {OWNER.token}), built.said


def unlock(company: Company, *questions: str) -> None:
    """Run `cargo credprovider unlock` on a terminal and type the passphrase for each question."""
    person = Provider(company.cargo.root, through=company.cargo.through)
    with Terminal(person, "credprovider", "unlock") as terminal:
        for question in questions:
            terminal.reply(question, PASSPHRASE)
        assert terminal.printed() == (0, "The store `file` is unlocked.\n")


def test_with_a_key_file(with_key_file: Company) -> None:
    assert with_key_file.log_in(OWNER.token).status == 0
    assert OWNER.token not in (with_key_file.cargo.path / TOKENS).read_text()
    publishes_and_builds(with_key_file)
    assert with_key_file.log_out().status == 0


def test_with_a_passphrase(with_passphrase: Company, user_keyring: UserKeyring) -> None:
    refused = with_passphrase.log_in(OWNER.token)
    assert refused.status == 101
    assert "there is no terminal to ask for the passphrase" in refused.stderr

    unlock(with_passphrase, "New passphrase for ", "The same again: ")
    assert with_passphrase.log_in(OWNER.token).status == 0
    publishes_and_builds(with_passphrase)

    (key,) = user_keyring.listed("cargo-customs:token-file:")
    user_keyring.run(f"k.remove({key.description!r})")
    locked = with_passphrase.cargo.run("search", "--registry", "company", "acme")
    assert locked.status == 101
    assert "the token file is locked" in locked.stderr
    assert "unlock it with `cargo credprovider unlock`" in locked.stderr

    unlock(with_passphrase, "Passphrase for ")
    assert with_passphrase.cargo.run("search", "--registry", "company", "acme").status == 0
