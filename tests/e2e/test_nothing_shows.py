"""A token's life with everything as loud as it can be: what is said is searched for the token by `CargoHome.run`."""

import pytest

from tests.cargo_home import Run
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER

LOUD = {
    "trace": {"CARGO_LOG": "trace"},
    "http": {"CARGO_LOG": "network=trace", "CARGO_HTTP_DEBUG": "true"},
    "debug": {"CREDPROVIDER_DEBUG": "1", "RUST_BACKTRACE": "full", "PYTHONDEVMODE": "1"},
    "python": {"PYTHONVERBOSE": "1"},
}


@pytest.mark.parametrize("loud", LOUD)
def test_a_life_of_a_token(file_store: Company, loud: str) -> None:
    # abuse cases 93, 94
    cargo, extra = file_store.cargo, LOUD[loud]
    named = ("--registry", "company")

    def run(*words: str, text: str = "") -> Run:
        done = cargo.run(*words, extra=extra, text=text)
        assert done.status == 0, done.said
        return done

    said = run("login", "-vv", *named, text=f"{OWNER.token}\n").stderr
    said += cargo.run("publish", "-vv", "--no-verify", cwd=file_store.library(), extra=extra).stderr
    said += run("search", "-vv", *named, "acme").stderr
    said += run("owner", "-vv", "--list", *named, "acme-lib").stderr
    said += run("logout", "-vv", *named).stderr

    sent = [seen.authorization for seen in file_store.registry.requests() if seen.authorization]
    assert set(sent) == {OWNER.token}
    shows = {"trace": "TRACE", "http": "http-debug", "debug": "Credential", "python": "import 'credprovider.plugin'"}
    assert shows[loud] in said


@pytest.mark.parametrize("loud", LOUD)
def test_a_token_that_the_registry_refuses(file_store: Company, loud: str) -> None:
    # abuse cases 93, 94
    unknown = f"{OWNER.token}-but-not-known"
    assert file_store.log_in(unknown).status == 0
    run = file_store.cargo.run("fetch", "-vv", cwd=file_store.program(), extra=LOUD[loud])

    assert run.status == 101
    assert "token rejected" in run.stderr
    assert unknown in {seen.authorization for seen in file_store.registry.requests()}


def test_a_token_that_no_header_may_carry(file_store: Company) -> None:
    # abuse cases 35, 93
    run = file_store.cargo.run(
        "login", "-vv", "--registry", "company", text=f"{OWNER.token}\x1b[2J\n", extra=LOUD["debug"]
    )

    assert run.status == 101
    assert "not printable ASCII" in run.stderr
