"""`cargo login` and `cargo logout` where people own their tokens, through the real program."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import hvac  # the judge of what is there afterwards
import pytest

from credprovider.json_text import render
from credprovider.token import Secret
from credprovider.vault.client import Answer, Client
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response
from credprovider.vault.kv import KvSecret, SecretPlace
from credprovider.vault.kv_write import KvWriter
from tests.credprovider.provider import (
    CANARY,
    INDEX,
    LOGGED_IN,
    LOGGED_OUT,
    NOT_FOUND,
    UNSUPPORTED,
    Provider,
    request,
    token,
)
from tests.servers.vault_server import VaultServer

SECRET = "kv/owned/alice"
ALL = {
    "kv/data/owned/*": ["create", "update", "read"],
    "kv/delete/owned/*": ["update"],
}


@pytest.fixture
def owned(provider: Provider, vault_server: VaultServer) -> Provider:
    """A provider for somebody who owns a token that is not there yet."""
    vault_server.administer("DELETE", "kv/metadata/owned/alice")
    allow(provider, vault_server, ALL)
    serve(provider, "writable = true")
    return provider


def serve(provider: Provider, *lines: str) -> None:
    provider.settings("\n".join([f'[registries."{INDEX}"]', 'store = "vault"', f'secret = "{SECRET}"', *lines, ""]))


def allow(provider: Provider, server: VaultServer, rules: dict[str, list[str]]) -> None:
    server.policy("owner", rules)
    provider.extra |= server.environment(server.token(["owner"]))


def login(value: str = CANARY) -> dict[str, object]:
    return request("login", token=value)


def stored(server: VaultServer) -> dict[str, object]:
    """Return the fields of the newest version, as the library reads them."""
    judge = hvac.Client(server.address, token=server.root_token, verify=str(server.ca_file))
    read = judge.secrets.kv.v2.read_secret_version("owned/alice", mount_point="kv", raise_on_deleted_version=True)
    fields: dict[str, object] = read["data"]["data"]
    return fields


def test_a_login_writes_and_a_logout_removes(owned: Provider, vault_server: VaultServer) -> None:
    assert owned.one(request()) == NOT_FOUND
    assert owned.ask(login(), request()) == [LOGGED_IN, token(CANARY)]
    assert stored(vault_server) == {"token": CANARY}
    # abuse cases 98, 99: and after a logout another login finds its way
    assert owned.ask(request("logout"), request("logout"), request()) == [LOGGED_OUT, NOT_FOUND, NOT_FOUND]
    assert owned.ask(login("abc"), request()) == [LOGGED_IN, token("abc")]


def test_the_other_fields_stay(owned: Provider, vault_server: VaultServer) -> None:
    others = {"owner": "alice", "nested": {"a": [1, None, "ü\u202e"]}, "n": 1.5}
    vault_server.write_secret(SECRET, {**others, "token": "old"})

    assert owned.one(login()) == LOGGED_IN
    assert stored(vault_server) == {**others, "token": CANARY}
    assert owned.one(request("logout")) == LOGGED_OUT
    assert stored(vault_server) == others
    assert owned.ask(request(), request("logout")) == [NOT_FOUND, NOT_FOUND]


def test_the_last_field_takes_the_version_with_it_and_not_the_secret(
    owned: Provider, vault_server: VaultServer
) -> None:
    owned.ask(login("abc"), login(), request("logout"))
    versions = vault_server.administer("GET", "kv/metadata/owned/alice")["data"]["versions"]

    assert [bool(version["deletion_time"]) for version in versions.values()] == [False, True]
    assert not any(version["destroyed"] for version in versions.values())


def test_what_was_destroyed_is_not_taken_for_a_logout(owned: Provider, vault_server: VaultServer) -> None:
    vault_server.destroy_version(SECRET, vault_server.write_secret(SECRET, {"token": "x"}))

    assert "was deleted or destroyed" in owned.error(request())
    assert owned.ask(login(), request()) == [LOGGED_IN, token(CANARY)]


def test_a_secret_of_another_registry_is_not_written_to(owned: Provider, vault_server: VaultServer) -> None:
    # abuse case 33
    bound = {"token": "x", "index": "sparse+https://other.example/"}
    vault_server.write_secret(SECRET, bound)

    for asked in (login(), request("logout")):
        assert "is bound to another registry than" in owned.error(asked)
    assert stored(vault_server) == bound


def test_a_deleted_secret_of_another_registry_is_not_written_to(owned: Provider, vault_server: VaultServer) -> None:
    # or that registry would be given this one's token
    vault_server.write_secret(SECRET, {"token": "x"})
    vault_server.describe_secret(SECRET, custom_metadata={"index": "sparse+https://other.example/"})
    vault_server.administer("DELETE", "kv/data/owned/alice")

    assert "is bound to another registry than" in owned.error(login())
    assert len(vault_server.administer("GET", "kv/metadata/owned/alice")["data"]["versions"]) == 1
    vault_server.describe_secret(SECRET, custom_metadata={"index": INDEX})
    assert owned.ask(login(), request()) == [LOGGED_IN, token(CANARY)]


@pytest.mark.parametrize(
    ("kind", "missing", "line"),
    [
        ("login", "kv/data/owned/*", 'path "kv/data/owned/alice" { capabilities = ["create", "update"] }'),
        ("logout", "kv/delete/owned/*", 'path "kv/delete/owned/alice" { capabilities = ["update"] }'),
    ],
)
def test_a_missing_right_names_the_line_that_is_missing(
    owned: Provider, vault_server: VaultServer, kind: str, missing: str, line: str
) -> None:
    vault_server.write_secret(SECRET, {"token": "x"})
    allow(owned, vault_server, {**ALL, missing: ["read"]})
    said = owned.error(login() if kind == "login" else request("logout"))

    assert "may not write to kv/owned/alice" in said
    assert line in said
    assert stored(vault_server) == {"token": "x"}


def test_who_may_not_read_does_not_overwrite(owned: Provider, vault_server: VaultServer) -> None:
    vault_server.write_secret(SECRET, {"token": "x", "other": "y"})
    allow(owned, vault_server, {"kv/data/owned/*": ["create", "update"]})

    assert 'path "kv/data/owned/alice" { capabilities = ["read"] }' in owned.error(login())
    assert stored(vault_server) == {"token": "x", "other": "y"}


def test_without_the_setting_nothing_is_written(owned: Provider, vault_server: VaultServer) -> None:
    serve(owned)
    before = len(vault_server.audited())

    for asked in (login(), request("logout")):
        said = owned.raw(owned.line(asked))
        assert said.lines == [UNSUPPORTED]
        assert "it is written and removed there" in said.hints
    assert vault_server.audited()[before:] == []


class Contended(Client):
    """A Vault in which somebody else writes before each of our first writes. theirs: how often."""

    def __init__(self, theirs: int) -> None:
        super().__init__(VaultConfig({"address": "https://vault.example.com"}), lambda: 5.0)
        self.theirs = theirs
        self.version = 1
        self.fields: dict[str, object] = {"n": 0}

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:  # noqa: ARG002 - it is canned
        metadata = {"version": self.version, "destroyed": False, "deletion_time": ""}
        return answer(200, {"data": {"data": self.fields, "metadata": metadata}})

    def post(self, path: str, fields: dict[str, object]) -> Answer:  # noqa: ARG002 - it is canned
        if self.theirs:
            self.theirs -= 1
            self.version += 1
            self.fields = {"n": self.version}
        if fields["options"] != {"cas": self.version}:
            return answer(400, {"errors": ["check-and-set parameter did not match the current version"]})
        data = fields["data"]
        assert isinstance(data, dict)
        self.fields = data
        return answer(200, {"data": {}})


def answer(status: int, content: dict[str, object]) -> Answer:
    return Answer(Response(status, {}, render(content).encode()))


def write(client: Client, check: Callable[[KvSecret], None] = lambda _: None) -> None:
    KvWriter(client, SecretPlace(SECRET), check).write(Secret(CANARY))


def test_a_write_in_between_is_kept_and_ours_repeated_once() -> None:
    client = Contended(1)
    write(client)

    assert client.fields == {"n": 2, "token": CANARY}


def test_two_writes_in_between_are_a_sentence() -> None:
    client = Contended(2)
    with pytest.raises(VaultFailure, match="somebody else writes to the secret kv/owned/alice"):
        write(client)
    assert client.fields == {"n": 3}


def test_many_logins_at_once_lose_no_field(owned: Provider, vault_server: VaultServer) -> None:
    # abuse case 82
    vault_server.write_secret(SECRET, {"other": "y"})
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(owned.one, [login(f"abc{number}") for number in range(8)]))

    assert LOGGED_IN in answers
    for each in answers:  # whoever did not get it in was told, or found another one's token when reading it back
        assert each == LOGGED_IN or "at the same time" in str(each) or "gives back another one" in str(each)
    fields = stored(vault_server)
    assert fields["other"] == "y"
    assert str(fields["token"]).startswith("abc")
