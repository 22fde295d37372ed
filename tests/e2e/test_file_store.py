"""The embedded store with real cargo: a token's whole life, seen from the registry's log."""

import pytest

from tests.e2e.company import NO_TOKEN, Company
from tests.servers.cargo_registry.accounts import OWNER, READER

TOKENS = "credprovider-tokens.json"


@pytest.fixture
def logged_in(file_store: Company) -> Company:
    """The company with its owner's token stored by `cargo login`."""
    assert file_store.log_in(OWNER.token).status == 0
    return file_store


def test_before_a_login_nothing_is_found(file_store: Company) -> None:
    run, tokens = file_store.tokens_during(lambda: file_store.cargo.run("fetch", cwd=file_store.program()))

    assert run.status == 101
    assert NO_TOKEN in run.stderr
    assert tokens == set()


def test_a_login_stores_the_token_without_sending_it(file_store: Company) -> None:
    run, tokens = file_store.tokens_during(lambda: file_store.log_in(OWNER.token))

    assert run.status == 0, run.said
    assert tokens == set()
    stored = file_store.cargo.path / TOKENS
    assert OWNER.token in stored.read_text()
    assert stored.stat().st_mode & 0o777 == 0o600
    assert OWNER.token not in run.said


def test_a_library_is_published_and_a_program_built_with_it(logged_in: Company) -> None:
    published, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run("publish", cwd=logged_in.library()))
    assert published.status == 0, published.said
    assert "Published acme-lib v0.1.0 at registry `company`" in published.stderr
    assert tokens == {OWNER.token}
    assert [upload.metadata["name"] for upload in logged_in.registry.uploads()] == ["acme-lib"]

    built, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run("run", cwd=logged_in.program()))
    assert (built.status, built.stdout) == (0, "the answer is 42\n"), built.said
    assert tokens == {OWNER.token}
    assert "/api/v1/crates/acme-lib/0.1.0/download" in {seen.path for seen in logged_in.registry.requests()}


def test_a_version_is_yanked_and_taken_back(logged_in: Company) -> None:
    logged_in.cargo.run("publish", cwd=logged_in.library())
    yank = ("yank", "--registry", "company", "acme-lib@0.1.0")

    yanked, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run(*yank))
    assert (yanked.status, tokens) == (0, {OWNER.token}), yanked.said
    refused = logged_in.cargo.run("fetch", cwd=logged_in.program("too-late"))
    assert refused.status == 101
    assert "version 0.1.0 is yanked" in refused.stderr

    undone, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run(*yank, "--undo"))
    assert (undone.status, tokens) == (0, {OWNER.token}), undone.said
    assert logged_in.cargo.run("fetch", cwd=logged_in.program("in-time")).status == 0


def test_owners_are_listed_and_a_crate_is_found(logged_in: Company) -> None:
    logged_in.cargo.run("publish", cwd=logged_in.library())

    owners, tokens = logged_in.tokens_during(
        lambda: logged_in.cargo.run("owner", "--list", "--registry", "company", "acme-lib")
    )
    assert (owners.status, owners.stdout, tokens) == (0, "releases\n", {OWNER.token}), owners.said
    found, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run("search", "--registry", "company", "acme"))
    assert (found.status, tokens) == (0, {OWNER.token}), found.said
    assert found.stdout.startswith('acme-lib = "0.1.0"')


def test_after_a_logout_nothing_is_found(logged_in: Company) -> None:
    logged_in.cargo.run("publish", cwd=logged_in.library())

    assert logged_in.log_out().status == 0
    run, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run("fetch", cwd=logged_in.program()))
    assert run.status == 101
    assert NO_TOKEN in run.stderr
    assert tokens == set()
    assert OWNER.token not in (logged_in.cargo.path / TOKENS).read_text()


def test_a_second_logout_says_that_nobody_was_logged_in(logged_in: Company) -> None:
    logged_in.log_out()
    again = logged_in.log_out()

    assert again.status == 0
    assert "not currently logged in to `company`" in again.stderr


def test_a_second_login_replaces_the_token(logged_in: Company) -> None:
    logged_in.cargo.run("publish", cwd=logged_in.library())
    logged_in.log_in(READER.token)

    run, tokens = logged_in.tokens_during(lambda: logged_in.cargo.run("fetch", cwd=logged_in.program()))
    assert (run.status, tokens) == (0, {READER.token}), run.said


def test_a_token_without_the_right_is_refused_by_the_registry(file_store: Company) -> None:
    file_store.log_in(READER.token)
    run = file_store.cargo.run("publish", cwd=file_store.library())

    assert run.status == 101
    assert "this token does not have the right to publish" in run.stderr
    assert file_store.registry.uploads() == []


def test_a_token_that_the_registry_does_not_know_can_be_replaced_by_a_login(file_store: Company) -> None:
    file_store.log_in("a-stale-token")
    refused = file_store.cargo.run("fetch", cwd=file_store.program())
    assert refused.status == 101
    assert "token rejected for `company`" in refused.stderr

    again = file_store.log_in(OWNER.token)
    assert again.status == 0, again.said
