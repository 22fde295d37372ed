"""AppRole through the real program, and what every kept login has in common."""

import errno
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.credprovider.provider import CANARY, INDEX, Provider, request, token
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer

SECRET = "kv/approle/registry"


@dataclass
class Role:
    """A role of the server, and a provider that logs in as that. logins: how many the server has seen."""

    provider: Provider
    server: VaultServer

    def settings(self, **role: object) -> None:
        """Make the role anew and write the settings that log in as it."""
        server = self.server
        server.mount_auth("approle")
        server.policy("approle-reads", {"kv/data/approle/*": ["read"]})
        server.administer("POST", "auth/approle/role/ci", {"token_policies": ["approle-reads"], **role})
        role_id = server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
        made = server.administer("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
        self.provider.extra["SECRET_ID"] = made
        self.provider.settings(
            f'[vault]\naddress = "{server.address}"\nca-file = "{server.ca_file}"\n'
            f'auth = {{ method = "approle", role-id = "{role_id}", secret-id-variable = "SECRET_ID" }}\n'
            f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "{SECRET}"\n'
        )

    def paths(self) -> list[str]:
        """Return the paths of the requests so far, without those of the tests themselves."""
        return [each.path for each in self.server.audited() if each.path in WATCHED]


WATCHED = ("auth/approle/login", "auth/token/renew-self", "kv/data/approle/registry")
LOGIN, RENEWAL, READ = WATCHED


@pytest.fixture(params=["kernel", "runtime folder"])
def role(
    provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring, request: pytest.FixtureRequest
) -> Role:
    """A role, on a machine that keeps logins in the kernel's keyring, or in the runtime folder alone."""
    if request.param == "kernel":
        provider.through = user_keyring.words
    else:
        provider.through = refusing(KEYCTL, errno.EPERM)
        folder = provider.root / "runtime"
        folder.mkdir(mode=0o700)
        provider.extra["XDG_RUNTIME_DIR"] = str(folder)
    vault_server.write_secret(SECRET, {"token": CANARY})
    return Role(provider, vault_server)


def test_one_login_serves_many_runs(role: Role) -> None:
    role.settings(token_ttl="1h")
    before = len(role.paths())

    for _ in range(3):
        assert role.provider.one(request()) == token(CANARY)
    assert role.paths()[before:] == [LOGIN, READ, READ, READ]


def test_many_runs_at_once_log_in_once(role: Role) -> None:
    role.settings(token_ttl="1h")
    before = len(role.paths())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(role.provider.one, [request()] * 16)) == [token(CANARY)] * 16
    assert role.paths()[before:].count(LOGIN) == 1


def test_a_kept_login_that_was_revoked_is_made_anew_once(role: Role) -> None:
    role.settings(token_ttl="1h")
    assert role.provider.one(request()) == token(CANARY)
    role.server.mount_auth("approle")  # which revokes all of its tokens
    role.settings(token_ttl="1h")
    before = len(role.paths())

    assert role.provider.one(request()) == token(CANARY)
    assert role.paths()[before:].count(LOGIN) == 1


def test_a_login_that_nears_its_end_is_renewed(role: Role) -> None:
    role.settings(token_ttl="16s", token_max_ttl="1h")
    assert role.provider.one(request()) == token(CANARY)
    before = len(role.paths())
    time.sleep(11)  # a third of the lifetime is left at 10.7 s, and 10 s is the shortest that is begun with

    assert role.provider.one(request()) == token(CANARY)
    assert role.paths()[before:] in ([RENEWAL, READ], [LOGIN, READ])


def test_a_login_for_so_many_requests_is_not_kept(role: Role) -> None:
    # abuse case 67
    role.settings(token_ttl="1h", token_num_uses=1)
    before = len(role.paths())

    for _ in range(2):
        assert role.provider.one(request()) == token(CANARY)
    assert role.paths()[before:] == [LOGIN, READ] * 2


def test_a_refused_login_says_who_was_refused(role: Role) -> None:
    role.settings()
    role.provider.extra["SECRET_ID"] = CANARY

    said = role.provider.error(request())
    assert "does not let the auth method `approle` log in" in said
    assert CANARY not in said


def test_a_login_is_not_kept_for_a_job_with_another_secret_id(role: Role) -> None:
    # two jobs of one runner have the same settings, and what tells them apart to Vault is in their environment
    role.settings(token_ttl="1h")
    assert role.provider.one(request()) == token(CANARY)

    role.provider.extra["SECRET_ID"] = "another-job-guesses"
    assert "does not let the auth method `approle` log in" in role.provider.error(request())
    del role.provider.extra["SECRET_ID"]
    assert "the variable is not set" in role.provider.error(request())


def test_a_login_is_not_kept_for_a_server_that_proves_itself_in_another_way(role: Role, tmp_path: Path) -> None:
    # the same address may be another server: the near end of a tunnel, or anybody where nothing is checked
    role.settings(token_ttl="1h")
    assert role.provider.one(request()) == token(CANARY)
    before = len(role.paths())

    role.provider.extra["VAULT_SKIP_VERIFY"] = "true"
    assert role.provider.one(request()) == token(CANARY)
    assert role.paths()[before:] == [LOGIN, READ]
    del role.provider.extra["VAULT_SKIP_VERIFY"]

    other = tmp_path / "other.pem"
    other.write_bytes(Path(role.server.ca_file).read_bytes())
    settings = role.provider.home / "credprovider.toml"
    settings.write_text(settings.read_text().replace(str(role.server.ca_file), str(other)))
    assert role.provider.one(request()) == token(CANARY)
    assert role.paths()[before:] == [LOGIN, READ] * 2
