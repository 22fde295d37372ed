"""`cargo credprovider vault login|status|logout`, on a real Vault wherever there is one, and on the stand-in."""

import json
import subprocess
from typing import Any

import pytest

from tests.credprovider.commands.command_line import command
from tests.credprovider.provider import CANARY, NOT_FOUND, Provider, request, token
from tests.credprovider.vault.auth.attended import PASSWORD, POLICY, Developer
from tests.servers.processes import free_port
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer


@pytest.fixture
def developer(provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring) -> Developer:
    """A developer whose login is that of alice, by userpass."""
    provider.through = user_keyring.words
    made = Developer(provider, vault_server)
    made.userpass()
    return made


def log_in(developer: Developer, *words: str) -> str:
    """Log in as alice; return what was printed."""
    with developer.logs_in(*words) as terminal:
        terminal.reply("Password of alice", PASSWORD)
        status, said = terminal.printed()
        assert status == 0, terminal.rest()
        assert terminal.rest().count("\n") <= 2  # nothing but the question
    return said


def vault(developer: Developer, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of the commands without a terminal."""
    return command(developer.provider, "vault", *words)


def status(developer: Developer, *words: str) -> Any:
    """Return what `status --json` prints, and hold the exit status against it."""
    done = vault(developer, "status", "--json", *words)
    said = json.loads(done.stdout)
    assert done.returncode == (0 if said["logged_in"] else 1)
    return said


def test_a_login_says_where_how_and_as_whom(developer: Developer) -> None:
    said = log_in(developer)

    assert said.startswith("Logged in to Vault; cargo uses this login until it ends.\n")
    assert f"  address   {developer.server.address}\n" in said
    assert "  method    userpass, at auth/userpass\n" in said
    assert "  as        userpass-alice" in said
    assert f"  policies  default, {POLICY}\n" in said
    assert "  lasts     for 59 min 5" in said or "  lasts     for 1 h" in said
    assert developer.provider.one(request()) == token(CANARY)


def test_the_status_of_a_login(developer: Developer) -> None:
    log_in(developer)
    said = vault(developer, "status")
    assert said.returncode == 0
    assert said.stdout.startswith("Logged in to Vault.\n")
    assert "  as        userpass-alice" in said.stdout
    assert ", and can be renewed\n" in said.stdout

    found = status(developer)
    assert {key: found[key] for key in ("schema", "address", "namespace", "method", "mount", "role")} == {
        "schema": 1,
        "address": developer.server.address,
        "namespace": "",
        "method": "userpass",
        "mount": "userpass",
        "role": "",
    }
    assert (found["display_name"], found["policies"]) == ("userpass-alice", ["default", POLICY])
    assert 3500 < found["ttl"] <= 3600
    assert found["renewable"] is True
    assert len(found["fingerprint"]) == 8
    assert found["fingerprint"] in said.stdout
    assert found == status(developer) | {"ttl": found["ttl"]}


def test_nobody_is_logged_in(developer: Developer) -> None:
    said = vault(developer, "status")

    assert said.returncode == 1
    assert said.stdout.startswith("Nobody is logged in to Vault: no login is kept, or it has ended.\n")
    assert status(developer)["logged_in"] is False
    assert "fingerprint" not in status(developer)
    out = vault(developer, "logout")
    assert (out.returncode, out.stdout) == (1, "")
    assert "nobody is logged in to Vault at https://" in out.stderr


def test_a_login_that_vault_has_ended(developer: Developer) -> None:
    log_in(developer)
    developer.server.mount_auth("userpass")

    assert "Vault does not know this token" in vault(developer, "status").stdout
    assert status(developer)["logged_in"] is False


def test_a_logout_forgets_and_revokes_only_when_asked(developer: Developer) -> None:
    log_in(developer)
    before = len(developer.server.audited())
    out = vault(developer, "logout")

    assert (out.returncode, out.stderr) == (0, "")
    assert out.stdout == f"Logged out of Vault at {developer.server.address}.\n"
    assert len(developer.server.audited()) == before
    assert developer.provider.one(request()) == NOT_FOUND

    log_in(developer)
    out = vault(developer, "logout", "--revoke")
    assert "The token is revoked, and the leases that were read with it have ended, too." in out.stdout
    last = developer.server.audited()[-1]
    assert (last.path, last.error) == ("auth/token/revoke-self", "")


def test_a_logout_of_a_login_that_has_ended(developer: Developer) -> None:
    log_in(developer)
    developer.server.mount_auth("userpass")

    assert "Vault has not revoked the token" in vault(developer, "logout", "--revoke").stdout


def test_a_revocation_that_vault_does_not_answer_keeps_the_login(developer: Developer) -> None:
    log_in(developer)
    developer.provider.extra["CREDPROVIDER_TIMEOUT"] = "4"
    developer.server.seal()
    try:
        out = vault(developer, "logout", "--revoke")
    finally:
        developer.server.unseal()

    assert (out.returncode, out.stdout) == (1, "")
    assert "does not revoke the token (status 503)" in out.stderr
    assert status(developer)["logged_in"] is True


def test_a_login_is_for_this_vault_and_this_user_alone(developer: Developer) -> None:
    log_in(developer)
    path = developer.provider.home / "credprovider.toml"
    settings = path.read_text()
    for other in ('username = "bob"', 'username = "alice", mount = "other"'):
        path.write_text(settings.replace('username = "alice"', other))
        assert status(developer)["logged_in"] is False
    path.write_text(settings)
    assert status(developer)["logged_in"] is True


def test_a_method_without_a_person_is_tried(developer: Developer) -> None:
    server = developer.server
    server.mount_auth("approle")
    server.administer("POST", "auth/approle/role/ci", {"token_policies": [POLICY], "token_ttl": "2h"})
    role_id = server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    made = server.administer("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
    developer.provider.extra["SECRET_ID"] = made
    developer.settings(f'method = "approle", role-id = "{role_id}", secret-id-variable = "SECRET_ID"')
    assert status(developer)["logged_in"] is False
    said = vault(developer, "login")

    assert said.returncode == 0, said.stderr
    assert "  method    approle, at auth/approle\n" in said.stdout
    assert "  lasts     for 1 h 59 min" in said.stdout or "  lasts     for 2 h" in said.stdout
    assert status(developer)["logged_in"] is True
    developer.provider.extra["SECRET_ID"] = CANARY
    assert status(developer)["logged_in"] is False  # that login was for another secret_id
    said = vault(developer, "login")
    assert (said.returncode, said.stdout) == (1, "")
    assert "does not let the auth method `approle` log in" in said.stderr


def test_a_login_without_a_person_that_cannot_be_kept(developer: Developer) -> None:
    server = developer.server
    server.mount_auth("approle")
    role = {"token_policies": [POLICY], "token_num_uses": 5, "bind_secret_id": False, "token_bound_cidrs": "127.0.0.1"}
    server.administer("POST", "auth/approle/role/ci", role)
    role_id = server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    developer.settings(f'method = "approle", role-id = "{role_id}"')
    said = vault(developer, "login")

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("The login to Vault works. It is not kept, and every run of cargo logs in")
    assert status(developer)["logged_in"] is False


def test_a_login_in_each_request(developer: Developer) -> None:
    server = developer.server
    server.mount_auth("approle")
    server.administer("POST", "auth/approle/role/ci", {"token_policies": [POLICY], "token_ttl": "2h"})
    role_id = server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    made = server.administer("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
    developer.provider.extra["SECRET_ID"] = made
    developer.settings(f'method = "approle", role-id = "{role_id}", secret-id-variable = "SECRET_ID", inline = true')
    before = len(server.audited())
    said = vault(developer, "login")

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("The login to Vault works; it travels in each request")
    assert f"  policies  default, {POLICY}\n" in said.stdout
    paths = [each.path for each in server.audited()[before:]]
    assert paths == ["auth/approle/login", "auth/token/lookup-self", "auth/token/revoke-self"]
    assert vault(developer, "status").stdout.startswith("Logged in to Vault by each request for itself.\n")
    found = status(developer)
    assert (found["logged_in"], found["fingerprint"], found["policies"]) == (True, None, ["default", POLICY])
    out = vault(developer, "logout")
    assert (out.returncode, out.stdout) == (1, "")
    assert "each request logs in for itself" in out.stderr
    assert developer.provider.one(request()) == token(CANARY)

    developer.provider.extra["SECRET_ID"] = CANARY
    said = vault(developer, "status")
    assert (said.returncode, said.stdout) == (1, "")
    assert "does not let the auth method `approle` log in" in said.stderr


def test_a_token_that_is_there_already(developer: Developer) -> None:
    developer.settings('method = "token"')
    developer.provider.extra["VAULT_TOKEN"] = developer.server.token([POLICY])
    said = vault(developer, "login")
    assert said.returncode == 0
    assert said.stdout.startswith("The login to Vault works; there is nothing to keep.\n")
    assert "  method    token\n" in said.stdout
    assert status(developer)["display_name"] == "token"
    out = vault(developer, "logout")
    assert (out.returncode, out.stdout) == (1, "")
    assert "no login to Vault at https://" in out.stderr

    developer.provider.extra["VAULT_TOKEN"] = "s.wrong"
    assert "does not say who our token is" in vault(developer, "login").stderr
    assert status(developer)["logged_in"] is False
    del developer.provider.extra["VAULT_TOKEN"]
    assert "there is no Vault token" in vault(developer, "login").stderr
    assert "Nobody is logged in to Vault: there is no Vault token." in vault(developer, "status").stdout


def test_a_namespace_that_is_not_there(developer: Developer) -> None:
    developer.settings('method = "token"')
    developer.provider.extra |= {"VAULT_TOKEN": developer.server.token([POLICY]), "VAULT_NAMESPACE": "nowhere"}

    assert "does not have that namespace\n  see `namespace`" in vault(developer, "login").stderr


def test_a_token_without_an_end(developer: Developer) -> None:
    developer.settings('method = "token"')
    developer.provider.extra["VAULT_TOKEN"] = developer.server.root_token

    assert "  lasts     without an end\n" in vault(developer, "login").stdout
    assert (status(developer)["ttl"], status(developer)["renewable"]) == (None, False)


def test_a_token_that_may_not_ask_who_it_is(developer: Developer) -> None:
    developer.userpass(token_policies=[POLICY, "people-silent"])
    developer.server.policy("people-silent", {"auth/token/lookup-self": ["deny"]})
    said = log_in(developer)

    assert "somebody whose policies do not let them ask who they are" in said
    assert developer.provider.one(request()) == token(CANARY)


def test_the_role_can_be_another(developer: Developer) -> None:
    developer.settings(f'method = "oidc", port = {free_port()}')

    assert status(developer, "--role", "release")["role"] == "release"
    assert "`cargo credprovider vault login`" in developer.provider.raw(json.dumps(request()).encode()).hints


def test_a_vault_that_is_not_there_or_does_not_answer(developer: Developer) -> None:
    developer.provider.extra["CREDPROVIDER_TIMEOUT"] = "2"
    log_in(developer)
    developer.server.server.process.pause()
    try:
        said = vault(developer, "status")
    finally:
        developer.server.server.process.resume()
    assert (said.returncode, said.stdout) == (1, "")
    assert "did not answer in time" in said.stderr or "timed out after 2 s waiting for Vault at" in said.stderr

    developer.settings('method = "token"')
    path = developer.provider.home / "credprovider.toml"
    path.write_text(path.read_text().replace(developer.server.address, f"https://127.0.0.1:{free_port()}"))
    developer.provider.extra["VAULT_TOKEN"] = "s.x"
    said = vault(developer, "login")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("error: Vault at https://127.0.0.1:")


def test_a_mistake_in_the_settings_and_in_the_words(developer: Developer) -> None:
    (developer.provider.home / "credprovider.toml").write_text("[vault]\naddress = 1\n")
    said = vault(developer, "status")
    assert (said.returncode, said.stdout) == (1, "")
    assert "`vault.address`" in said.stderr
    assert vault(developer).returncode == 2
    assert vault(developer, "nonsense").returncode == 2
    assert "--revoke" in vault(developer, "logout", "--help").stdout
