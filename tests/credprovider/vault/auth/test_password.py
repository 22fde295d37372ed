"""userpass and ldap through the real program, with a person at a real terminal."""

import errno
import json
import time
from collections.abc import Iterator

import pytest

from tests.credprovider.commands.command_line import command
from tests.credprovider.provider import CANARY, LOGGED_IN, LOGGED_OUT, NOT_FOUND, UNSUPPORTED, request, token
from tests.credprovider.terminal import Terminal
from tests.credprovider.vault.auth.attended import PASSWORD, POLICY, Developer
from tests.credprovider.vault.auth.second_factor import totp_demanded
from tests.servers.directory import ATTRIBUTE, BASE, running_directory
from tests.servers.seccomp import KEYCTL, refusing

ASKED = "Password of alice for Vault at https://"


@pytest.fixture(params=["userpass", "ldap"])
def alice(developer: Developer, request: pytest.FixtureRequest) -> Iterator[Developer]:
    """The developer alice, whose password Vault knows, or a directory that Vault asks."""
    if request.param == "userpass":
        developer.userpass()
        yield developer
        return
    with running_directory({"alice": PASSWORD}) as url:
        developer.server.mount_auth("ldap")
        config = {"url": url, "userdn": BASE, "userattr": ATTRIBUTE, "token_policies": [POLICY], "token_ttl": "1h"}
        developer.server.administer("POST", "auth/ldap/config", config)
        developer.settings('method = "ldap", username = "alice"')
        yield developer


def test_cargo_login_asks_for_the_password_and_then_there_is_a_token(alice: Developer) -> None:
    with Terminal(alice.provider) as terminal:
        terminal.send(request())
        hint = terminal.shown("vault login`")
        assert "nobody is logged in to Vault at https://127.0.0.1" in hint
        assert "`cargo login --registry NAME` or `cargo credprovider vault login`" in hint
        terminal.send(request("login"))
        terminal.shown(ASKED)
        assert not terminal.echoes()
        terminal.press(PASSWORD.encode() + b"\n")
        terminal.send(request())

        assert terminal.answers() == [NOT_FOUND, LOGGED_IN, token(CANARY)]
        assert terminal.echoes()
        assert CANARY not in terminal.rest()
    assert alice.provider.ask(request(), request("logout"), request(), request("logout")) == [
        token(CANARY),
        LOGGED_OUT,
        NOT_FOUND,
        NOT_FOUND,
    ]


def test_a_wrong_password(alice: Developer) -> None:
    with alice.logs_in() as terminal:
        terminal.reply(ASKED, "wrong")
        assert "does not accept this password for the user `alice`" in terminal.shown("checked at auth/")
        assert terminal.printed() == (1, "")
    assert alice.provider.one(request()) == NOT_FOUND


def test_a_user_who_is_locked_out(developer: Developer) -> None:
    developer.userpass()
    for _ in range(6):
        developer.server.request("POST", "/v1/auth/userpass/login/alice", {"password": "wrong"})
    with developer.logs_in() as terminal:
        terminal.reply(ASKED, PASSWORD)
        said = terminal.shown("too many wrong passwords?")
        assert terminal.printed() == (1, "")
    assert "does not let `alice` log in at auth/userpass" in said


def test_a_directory_that_is_not_there(developer: Developer) -> None:
    developer.server.mount_auth("ldap")
    with running_directory({}) as url:
        pass
    config = {"url": url, "userdn": BASE, "userattr": ATTRIBUTE}
    developer.server.administer("POST", "auth/ldap/config", config)
    developer.settings('method = "ldap", username = "alice"')
    with developer.logs_in() as terminal:
        terminal.reply(ASKED, PASSWORD)
        terminal.shown("cannot reach the LDAP directory of auth/ldap")
        assert terminal.printed()[0] == 1


@pytest.mark.parametrize("keys", [b"\n", b"\x04", b"abc\x03"])
def test_nothing_typed(alice: Developer, keys: bytes) -> None:
    with alice.logs_in() as terminal:
        terminal.shown(ASKED)
        terminal.press(keys)
        terminal.shown("no password was typed; nothing was stored")
        assert terminal.printed()[0] == 1
        assert terminal.echoes()


def test_a_person_may_take_longer_than_the_deadline(alice: Developer) -> None:
    alice.provider.extra["CREDPROVIDER_TIMEOUT"] = "2"
    with alice.logs_in() as terminal:
        terminal.shown(ASKED)
        time.sleep(3)
        terminal.press(PASSWORD.encode() + b"\n")
        assert terminal.printed()[0] == 0


def test_without_a_terminal_the_way_without_one_is_named_at_once(alice: Developer) -> None:
    # abuse case 96
    start = time.monotonic()
    said = command(alice.provider, "vault", "login")

    assert time.monotonic() - start < 5
    assert said.returncode == 1
    assert "there is no terminal to log in to Vault on" in said.stderr
    assert "such as approle or jwt" in said.stderr
    asked = alice.provider.raw(json.dumps(request("login")).encode() + b"\n", start_new_session=True)
    assert asked.lines[0]["Err"]["message"] == "there is no terminal to log in to Vault on"


def test_the_user_name_is_asked_where_the_settings_have_none(developer: Developer) -> None:
    developer.userpass('method = "userpass"')
    with developer.logs_in() as terminal:
        terminal.shown("User name for Vault at https://")
        assert terminal.echoes()
        terminal.press(b" alice \n")
        terminal.reply(ASKED, PASSWORD)
        assert terminal.printed()[0] == 0
    assert developer.provider.one(request()) == token(CANARY)


@pytest.mark.parametrize("name", ["../../sys/auth", "..", "a/b"])
def test_a_user_name_that_leads_elsewhere(developer: Developer, name: str) -> None:
    developer.userpass(f'method = "userpass", username = "{name}"')
    with developer.logs_in() as terminal:
        terminal.shown("is not a user name for Vault")
        assert terminal.printed()[0] == 1


def test_a_kept_login_that_was_revoked_or_is_over(developer: Developer) -> None:
    developer.userpass()
    log_in(developer)
    developer.server.mount_auth("userpass")  # which revokes all of its tokens
    said = developer.provider.raw(json.dumps(request()).encode())
    assert said.lines == [NOT_FOUND]
    assert "log in with `cargo login" in said.hints

    developer.userpass(token_ttl="12s")
    log_in(developer)
    time.sleep(3)  # a login with less than ten seconds left is not begun with
    said = developer.provider.raw(json.dumps(request()).encode())
    assert said.lines == [NOT_FOUND]
    assert "the login has ended; log in with" in said.hints


def test_a_login_that_may_not_read_this_is_not_a_login_that_is_missing(developer: Developer) -> None:
    developer.userpass(token_policies=[])
    log_in(developer)

    assert "may not read kv/people/registry" in developer.provider.error(request())
    with Terminal(developer.provider) as terminal:
        terminal.send(request("login"))
        terminal.reply(ASKED, PASSWORD)
        (answer,) = terminal.answers()
    assert "may not read kv/people/registry" in answer["Err"]["message"]


def test_a_login_without_a_secret_for_the_registry(developer: Developer) -> None:
    developer.userpass()
    developer.server.administer("DELETE", "kv/metadata/people/registry")
    with Terminal(developer.provider) as terminal:
        terminal.send(request("login"))
        terminal.reply(ASKED, PASSWORD)
        (answer,) = terminal.answers()

    assert answer["Err"]["message"] == "you are logged in to Vault, but there is no token for this registry"
    assert "has no secret kv/people/registry" in answer["Err"]["caused-by"][0]


def test_a_token_on_standard_input_is_not_what_this_login_takes(developer: Developer) -> None:
    developer.userpass()
    assert developer.provider.one(request("login", token="abc")) == UNSUPPORTED


def test_a_machine_that_keeps_nothing(developer: Developer) -> None:
    developer.userpass()
    developer.provider.through = refusing(KEYCTL, errno.EPERM)
    with developer.logs_in() as terminal:
        terminal.reply(ASKED, PASSWORD)
        said = terminal.shown("yours alone")
        assert terminal.printed() == (1, "")
    assert "cannot be kept, and was ended" in said
    assert developer.server.audited()[-1].path == "auth/token/revoke-self"


def test_a_login_for_so_many_requests_is_not_kept(developer: Developer) -> None:
    # abuse case 67
    developer.userpass(token_num_uses=3)
    with developer.logs_in() as terminal:
        terminal.reply(ASKED, PASSWORD)
        terminal.shown("it is good for 3 requests alone")
        assert terminal.printed()[0] == 1


@pytest.mark.parametrize("vault_server", ["real"], indirect=True)  # for the others see test_second_factor.py
def test_a_second_factor(developer: Developer) -> None:
    developer.userpass()
    log_in(developer)  # which makes alice known
    with totp_demanded(developer.server, "userpass") as passcode:
        with developer.logs_in() as terminal:
            terminal.reply(ASKED, PASSWORD)
            terminal.reply("Passcode for people (totp) at Vault", "000000")
            terminal.shown("does not accept the passcode")
            assert terminal.printed()[0] == 1
        with developer.logs_in() as terminal:
            terminal.reply(ASKED, PASSWORD)
            terminal.shown("Passcode for people (totp) at Vault")
            assert not terminal.echoes()
            terminal.press(passcode().encode() + b"\n")
            assert terminal.printed()[0] == 0, terminal.rest()
    assert developer.provider.one(request()) == token(CANARY)


def log_in(developer: Developer) -> None:
    with developer.logs_in() as terminal:
        terminal.reply(ASKED, PASSWORD)
        status, said = terminal.printed()
        assert status == 0, said
