"""Secrets that Vault makes when they are read, through the real program: kept, lengthened, and never revoked here.

The accounts that the Vault makes are at a stand-in for a broker, which shows whether a token that we gave out is still
good.
"""

import errno
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.credprovider.provider import INDEX, LOGGED_OUT, NOT_FOUND, Provider, request
from tests.credprovider.vault.scripted import response, scripted
from tests.servers.broker import Broker, running_broker
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer

READ, RENEWAL, LOOK_UP = "rabbitmq/creds/cargo", "sys/leases/renew", "auth/token/lookup-self"


@dataclass
class Leased:
    """A registry whose tokens are accounts at a broker. provider: reads them as somebody who may do nothing else."""

    provider: Provider
    server: VaultServer
    broker: Broker

    def lasting(self, ttl: str, longest: str = "24h", *, own: str = "1h", num_uses: int = 0) -> None:
        """Have leases of `ttl` made, by a Vault token of our own that lasts `own`."""
        self.server.make_accounts(self.broker.address, ttl=ttl, longest=longest)
        self.server.policy("leased", {READ: ["read"]})
        self.provider.extra |= self.server.environment(self.server.token(["leased"], ttl=own, num_uses=num_uses))
        self.settings()

    def settings(self, more: str = "") -> None:
        self.provider.settings(
            f'{more}\n[registries."{INDEX}"]\nstore = "vault"\nengine = "dynamic"\nsecret = "{READ}#password"\n'
        )

    def get(self) -> dict[str, object]:
        """Return the fields of the answer to one run of cargo's."""
        answer: dict[str, object] = self.provider.one(request())["Ok"]
        return answer

    def paths(self) -> list[str]:
        """Return the paths of the requests so far, without those of the tests themselves."""
        return [each.path for each in self.server.audited() if each.path in (READ, RENEWAL, LOOK_UP)]

    def good(self, token: object) -> bool:
        """Say whether the registry would take this token."""
        return token in self.broker.passwords.values()


@pytest.fixture(params=["kernel", "runtime folder"])
def leased(
    provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring, request: pytest.FixtureRequest
) -> Iterator[Leased]:
    """A registry with leased tokens, on a machine that keeps them in the kernel's keyring, or in the runtime folder."""
    if request.param == "kernel":
        provider.through = user_keyring.words
    else:
        provider.through = refusing(KEYCTL, errno.EPERM)
        folder = provider.root / "runtime"
        folder.mkdir(mode=0o700)
        provider.extra["XDG_RUNTIME_DIR"] = str(folder)
    with running_broker() as broker:
        yield Leased(provider, vault_server, broker)
        vault_server.administer("DELETE", "sys/mounts/rabbitmq")


def test_one_lease_serves_many_runs(leased: Leased) -> None:
    leased.lasting("1h", own="3h")
    before = len(leased.paths())
    first = leased.get()

    assert leased.good(first["token"])
    assert first["cache"] == "expires"
    assert isinstance(first["expiration"], int)
    assert 3500 < first["expiration"] - time.time() <= 3600
    assert [leased.get() for _ in range(2)] == [first, first]
    assert leased.paths()[before:] == [READ, LOOK_UP]


def test_many_runs_at_once_make_one_lease(leased: Leased) -> None:
    leased.lasting("1h")
    leased.broker.made = 0

    with ThreadPoolExecutor(8) as pool:
        tokens = {str(each["Ok"]["token"]) for each in pool.map(leased.provider.one, [request()] * 12)}
    assert (len(tokens), leased.broker.made) == (1, 1)


def test_a_lease_ends_with_our_own_token_at_the_latest(leased: Leased) -> None:
    leased.lasting("24h", own="10m")
    found = leased.get()

    assert isinstance(found["expiration"], int)
    assert 500 < found["expiration"] - time.time() <= 600


def test_a_lease_that_nears_its_end_is_renewed(leased: Leased) -> None:
    leased.lasting("1h", own="3h")
    first = leased.get()
    before = len(leased.paths())
    later(leased.provider, 2500)

    again = leased.get()
    assert again["token"] == first["token"]
    assert leased.paths()[before:] == [RENEWAL, LOOK_UP]
    assert leased.good(again["token"])


def test_a_lease_that_cannot_be_lengthened_enough_is_replaced(leased: Leased) -> None:
    leased.lasting("100s", longest="100s")
    first = leased.get()
    time.sleep(12)  # 88 s are left of it, and will be left after a renewal
    before = len(leased.paths())

    again = leased.get()
    assert leased.paths()[before:] == [RENEWAL, LOOK_UP, READ, LOOK_UP]
    assert again["token"] != first["token"]
    assert leased.good(first["token"])  # somebody's cargo may still be using it
    assert again["cache"] == "expires"


def test_a_short_lease_is_read_once_for_each_run_of_cargo(leased: Leased) -> None:
    # abuse case 69: an end that is near would make cargo ask for every single file
    leased.lasting("30s")
    before = len(leased.paths())

    found = [leased.get() for _ in range(2)]
    assert [each["cache"] for each in found] == ["session", "session"]
    assert leased.paths()[before:] == [READ, LOOK_UP] * 2


def test_the_end_of_our_own_token_replaces_the_lease(leased: Leased) -> None:
    # abuse case 70
    leased.lasting("1h")
    first = leased.get()
    assert leased.good(first["token"])  # also after the program has ended: nothing was revoked

    leased.lasting("1h")  # another Vault token
    assert leased.get()["token"] != first["token"]


def test_a_renewal_that_is_refused_replaces_the_lease(leased: Leased) -> None:
    leased.lasting("138s")
    first = leased.get()
    token = leased.provider.extra["VAULT_TOKEN"]
    leased.server.make_accounts(leased.broker.address, ttl="1h")  # which ends the leases of the old mount
    later(leased.provider, 60)

    again = leased.get()
    assert leased.provider.extra["VAULT_TOKEN"] == token
    assert again["token"] != first["token"]
    assert leased.good(again["token"])


def test_a_vault_that_is_gone_is_not_noticed_while_the_lease_lasts(leased: Leased) -> None:
    leased.lasting("1h", own="3h")
    first = leased.get()
    leased.server.seal()
    try:
        assert leased.get() == first
        leased.provider.extra["VAULT_MAX_RETRIES"] = "0"
        later(leased.provider, 2500)  # due for a renewal, with less than a third left
        assert leased.get()["token"] == first["token"]
    finally:
        leased.server.unseal()


def test_a_logout_forgets_the_lease_and_does_not_revoke_it(leased: Leased) -> None:
    # abuse case 98
    leased.lasting("1h")
    first = leased.get()

    assert leased.provider.ask(request("logout"), request("logout")) == [LOGGED_OUT, NOT_FOUND]
    assert leased.good(first["token"])
    assert leased.get()["token"] != first["token"]


def test_a_login_says_where_the_token_comes_from(leased: Leased) -> None:
    leased.lasting("1h")
    said = leased.provider.raw(leased.provider.line(request("login", token="abc")))

    assert said.lines == [{"Err": {"kind": "operation-not-supported"}}]
    assert "is made by Vault at rabbitmq/creds/cargo#password when it is needed" in said.hints


def test_a_vault_token_for_one_request_has_a_sentence(leased: Leased) -> None:
    leased.lasting("1h", num_uses=1)
    assert "the Vault token is for so many requests" in leased.provider.error(request())

    leased.lasting("1h", num_uses=2)  # the second is for the look-up of its end, and ends the lease
    assert "the Vault token was good for so many requests" in leased.provider.error(request())


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("rabbitmq/creds/nobody#password", "the role, which is the last part of `secret`, does not exist"),
        ("rabbitmq/creds/cargo", "it has `password`, `username`; name one as rabbitmq/creds/cargo#FIELD"),
        ("rabbitmq/nothing", "is the mount an engine that makes secrets when they are read?"),
    ],
)
def test_what_is_not_there(leased: Leased, secret: str, said: str) -> None:
    leased.lasting("1h")
    leased.provider.extra["VAULT_TOKEN"] = leased.server.token_reading("rabbitmq/*")
    leased.provider.settings(f'[registries."{INDEX}"]\nstore = "vault"\nengine = "dynamic"\nsecret = "{secret}"\n')

    assert said in leased.provider.error(request())


def test_the_engine_must_be_named(leased: Leased) -> None:
    leased.lasting("1h")
    leased.provider.extra["VAULT_TOKEN"] = leased.server.token_reading("rabbitmq/*")
    for engine, said in (("kv-v1", 'set engine = "dynamic"'), ("kv-v2", "`engine` beside `secret` says which it is")):
        leased.provider.settings(
            f'[registries."{INDEX}"]\nstore = "vault"\nengine = "{engine}"\nsecret = "{READ}#password"\n'
        )
        assert said in leased.provider.error(request())


def test_a_login_of_our_own_bounds_the_lease(leased: Leased) -> None:
    leased.lasting("24h")
    del leased.provider.extra["VAULT_TOKEN"]
    server = leased.server
    server.mount_auth("approle")
    role = {"token_policies": ["leased"], "token_ttl": "10m"}
    server.administer("POST", "auth/approle/role/leased", role)
    made = server.administer("POST", "auth/approle/role/leased/secret-id", {})["data"]["secret_id"]
    role_id = server.administer("GET", "auth/approle/role/leased/role-id")["data"]["role_id"]
    leased.provider.extra["SECRET_ID"] = made
    auth = f'{{ method = "approle", role-id = "{role_id}", secret-id-variable = "SECRET_ID" }}'
    leased.settings(f"[vault]\nauth = {auth}")
    before = len(leased.paths())
    found = leased.get()

    assert isinstance(found["expiration"], int)
    assert 500 < found["expiration"] - time.time() <= 600
    assert leased.get() == found
    assert leased.paths()[before:] == [READ]  # how long our own token lasts was said at the login


def test_an_inline_login_holds_no_lease(leased: Leased) -> None:
    leased.lasting("1h")
    leased.provider.extra["JWT"] = "a.b.c"
    leased.settings('[vault]\nauth = { method = "jwt", variable = "JWT", inline = true }')

    assert "take `inline` out of auth under [vault]" in leased.provider.error(request())


def test_a_made_token_that_is_bound_to_another_registry(provider: Provider, user_keyring: UserKeyring) -> None:
    # abuse case 33
    provider.through = user_keyring.words
    provider.extra |= {"VAULT_TOKEN": "s.hidden"}
    data = {"access_token": "abc", "index": "sparse+https://other.example/"}
    made = {"lease_id": "artifactory/x", "lease_duration": 3600, "renewable": True, "data": data}
    answers = [response(200, json.dumps(each).encode()) for each in (made, {"data": {"ttl": 0}})]
    with scripted(answers) as server:
        provider.settings(
            f'[vault]\naddress = "{server.address}"\n[registries."{INDEX}"]\nstore = "vault"\nengine = "dynamic"\n'
            'secret = "artifactory/token/cargo#access_token"\n'
        )
        for _ in range(2):  # read, and then kept
            assert "is bound to another registry than" in provider.error(request())

    assert len(server.requests) == 2


def test_a_lease_is_not_kept_for_whoever_else_an_agent_speaks_for(
    provider: Provider, user_keyring: UserKeyring
) -> None:
    # the agents of two jobs of one runner may have the same address
    provider.through = user_keyring.words
    looks = [{"data": {"accessor": accessor, "ttl": 0}} for accessor in ("one", "other")]
    leases = [
        {"lease_id": f"x/{name}", "lease_duration": 3600, "renewable": True, "data": {"token": name}}
        for name in ("first", "second")
    ]
    script = [looks[0], leases[0], looks[0], looks[0], looks[1], leases[1], looks[1]]
    with scripted([response(200, json.dumps(each).encode()) for each in script]) as agent:
        provider.extra |= {"VAULT_AGENT_ADDR": agent.address}
        provider.settings(f'[registries."{INDEX}"]\nstore = "vault"\nengine = "dynamic"\nsecret = "made/cargo"\n')
        given = [provider.one(request())["Ok"]["token"] for _ in range(3)]

    assert given == ["first", "first", "second"]


def later(provider: Provider, seconds: int) -> None:
    """Have the program believe that it is later: what it keeps has so much less left."""
    code = f"import time\n_now = time.time\ntime.time = lambda: _now() + {seconds}\n"
    (provider.root / "sitecustomize.py").write_text(code)
    provider.extra["PYTHONPATH"] = str(provider.root)
