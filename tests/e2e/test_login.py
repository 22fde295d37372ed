"""What real cargo asks a provider for around a login, and that our answers let it go on."""

import json
from base64 import urlsafe_b64encode

from tests.e2e.company import Company
from tests.servers.cargo_registry.accounts import OWNER


def asked(stderr: str) -> list[str]:
    """Return the actions of the requests to our provider that `cargo -v` tells of, in order."""
    lines = [line.split() for line in stderr.splitlines() if "Credential" in line]
    return [line[-2] for line in lines if "cargo-credprovider" in line]


def test_cargo_asks_for_a_token_first_and_sends_the_login_when_nothing_is_stored(file_store: Company) -> None:
    # conformance 71
    run = file_store.cargo.run("login", "-v", "--registry", "company", text=f"{OWNER.token}\n")

    assert run.status == 0, run.said
    assert asked(run.stderr)[0] == "get"
    assert asked(run.stderr)[-1] == "login"


SOUR = """#!/bin/sh
echo '{"v":[1]}'
read -r line
case "$line" in
*'"kind":"get"'*) echo '{"Err":{"kind":"other","message":"the store is sealed"}}' ;;
*) echo '{"Ok":{"kind":"login"}}' ;;
esac
"""


def test_a_provider_that_fails_instead_would_make_a_login_impossible(file_store: Company) -> None:
    # conformance 71: what our `not-found` is for
    program = file_store.cargo.root / "sour"
    program.write_text(SOUR)
    program.chmod(0o755)
    file_store.providers(f'credential-provider = ["{program}"]')
    run = file_store.log_in(OWNER.token)

    assert run.status == 101
    assert "the store is sealed" in run.stderr


def test_a_token_that_has_ended_can_be_replaced(file_store: Company) -> None:
    # conformance 47, 71
    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    url = file_store.registry.index_url
    ended = f"{part({'alg': 'RS256'})}.{part({'exp': 1})}.c2ln"
    stored = file_store.cargo.path / "credprovider-tokens.json"
    stored.write_text(json.dumps({"format": 1, "tokens": {url: ended}}))
    stored.chmod(0o600)
    run = file_store.log_in(OWNER.token)

    assert run.status == 0, run.said
    assert "has expired; a new one is needed" in run.stderr
    assert json.loads(stored.read_text())["tokens"] == {url: OWNER.token}


def test_a_token_is_asked_for_once_in_a_run(file_store: Company) -> None:
    file_store.log_in(OWNER.token)
    file_store.cargo.run("publish", cwd=file_store.library())
    run = file_store.cargo.run("fetch", "-v", cwd=file_store.program())

    assert run.status == 0, run.said
    assert asked(run.stderr) == ["get"]


def test_without_a_terminal_and_a_token_a_login_fails_at_once(file_store: Company) -> None:
    # conformance 63; abuse case 96
    run = file_store.cargo.run("login", "--registry", "company", text="")

    assert run.status == 101
    assert "there is no terminal to ask for the token" in run.stderr
    assert not (file_store.cargo.path / "credprovider-tokens.json").exists()


def test_a_pasted_cargo_login_command_is_understood(file_store: Company) -> None:
    # conformance 65
    run = file_store.log_in(f"cargo login {OWNER.token}")

    assert run.status == 0, run.said
    stored = json.loads((file_store.cargo.path / "credprovider-tokens.json").read_text())
    assert stored["tokens"] == {file_store.registry.index_url: OWNER.token}


def test_a_token_with_a_bell_in_it_is_refused_and_nothing_stored(file_store: Company) -> None:
    # conformance 67; abuse case 35
    run = file_store.log_in("a\x07token")

    assert run.status == 101
    assert "not printable ASCII" in run.stderr
    assert "\x07" not in run.said
    assert not (file_store.cargo.path / "credprovider-tokens.json").exists()


def test_a_mistake_in_the_settings_is_named_in_cargos_error(company: Company) -> None:
    # conformance 77
    company.settings('stroe = "file"')
    run = company.log_in(OWNER.token)

    assert run.status == 101
    assert "stroe" in run.stderr
    assert "did you mean `store`" in run.stderr


def test_settings_as_arguments_in_cargos_config(company: Company) -> None:
    company.cargo.provider_settings('[file]\nprotection = "none"\n')
    company.providers('credential-provider = ["cargo-credprovider", "--store", "file"]')

    assert company.log_in(OWNER.token).status == 0
    run, tokens = company.tokens_during(lambda: company.cargo.run("search", "--registry", "company", "x"))
    assert (run.status, tokens) == (0, {OWNER.token}), run.said
