"""A token from a program with real cargo, held against cargo's own provider for that."""

import json
from pathlib import Path

import pytest

from tests.credprovider.programs import Programs
from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER, PUBLISHER, READER
from tests.terminal import Session


@pytest.fixture
def programs(tmp_path: Path, company: Company) -> Programs:
    """A folder of cargo's PATH."""
    made = Programs(tmp_path / "programs")
    company.cargo.extra["PATH"] = f"{made.root}:{company.cargo.environment['PATH']}"
    return made


TOLD = 'echo "$# $1 $CARGO_REGISTRY_INDEX_URL $CARGO_REGISTRY_NAME_OPT" >> "${0%/*}/told"; echo ' + READER.token


def test_a_program_is_told_what_cargos_own_provider_tells_it(company: Company, programs: Programs) -> None:
    programs.write("get-token", TOLD)
    words = '["get-token", "{index_url}"]'
    company.settings(f'store = "command"\ncommand = {words}')
    ours = company.cargo.run("search", "--registry", "company", "x")
    company.providers(f'credential-provider = ["cargo:token-from-stdout", {words[1:]}')
    theirs = company.cargo.run("search", "--registry", "company", "x")

    assert (ours.status, theirs.status) == (0, 0), ours.said + theirs.said
    told = programs.note("told").splitlines()
    assert told == [f"1 {company.registry.index_url} {company.registry.index_url} company"] * 2


def test_each_operation_has_its_own_program(company: Company, programs: Programs) -> None:
    programs.write("get-token", f"echo {READER.token}")
    programs.write("get-publish-token", f"echo {PUBLISHER.token}")
    company.settings(
        'store = "command"\ncommand = ["get-token"]\npublish = { command = ["get-publish-token"] }',
    )
    run = company.cargo.run("publish", cwd=company.library())

    assert run.status == 0, run.said
    sent = {(seen.method, seen.authorization) for seen in company.registry.requests() if seen.authorization}
    assert sent == {("GET", READER.token), ("PUT", PUBLISHER.token)}


def test_a_program_that_fails_is_cargos_error_with_its_last_words(company: Company, programs: Programs) -> None:
    programs.write("get-token", "echo 'Token has expired: sign in again' >&2; exit 255")
    company.settings('store = "command"\ncommand = ["get-token"]')
    run = company.cargo.run("search", "--registry", "company", "x")

    assert run.status == 101
    assert "the program `get-token` failed with exit status 255" in run.stderr
    assert "Token has expired: sign in again" in run.stderr


def test_with_a_login_command_cargo_reaches_the_login(company: Company, programs: Programs) -> None:
    # conformance 71; there is no terminal here, and so it ends there, by its own sentence
    programs.write("get-token", "exit 1")
    company.settings('store = "command"\ncommand = ["get-token"]\nlogin-command = ["log-in", "{index_url}"]')
    run = company.cargo.run("login", "--registry", "company")

    assert run.status == 101
    assert "there is no terminal to log in on" in run.stderr
    assert f"run this on one: log-in {company.registry.index_url}" in run.stderr


def test_a_login_on_a_terminal_runs_the_login_command_there(company: Company, programs: Programs) -> None:
    programs.write("get-token", 'cat "${0%/*}/session"')
    programs.write(
        "log-in", f"""printf 'PIN: '; read pin; test $pin = 123 && echo {OWNER.token} > "${{0%/*}}/session" """
    )
    company.settings('store = "command"\ncommand = ["get-token"]\nlogin-command = ["log-in"]')
    login = ["cargo", "login", "--registry", "company"]
    with Session(login, company.cargo.environment, folder=company.cargo.root) as session:
        session.shown("PIN: ")
        session.press(b"123\n")
        status, shown = session.wait(), session.rest()

    assert status == 0, shown
    assert OWNER.token not in shown
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said


def test_a_token_with_an_end_is_asked_for_once_in_a_run(company: Company, programs: Programs) -> None:
    answer = json.dumps({"token": OWNER.token, "expires_in": 3600})
    programs.write("get-token", f"""echo x >> "${{0%/*}}/starts"; echo '{answer}'""")
    company.settings(
        'store = "command"\ncommand = ["get-token"]\nformat = "json"\nfield = "token"\nexpires-field = "expires_in"'
    )
    company.cargo.run("publish", cwd=company.library())
    (programs.root / "starts").unlink()
    run, tokens = company.tokens_during(lambda: company.cargo.run("fetch", cwd=company.program()))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert programs.note("starts") == "x\n"
