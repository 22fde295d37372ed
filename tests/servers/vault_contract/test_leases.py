"""Secrets that are made when they are read: their leases, renewals and ends."""

import time
from collections.abc import Iterator

import pytest

from tests.servers.broker import Broker, running_broker
from tests.servers.vault_contract.common import BY_POLICY
from tests.servers.vault_server import Answer, VaultServer

CREDS = "/v1/rabbitmq/creds/cargo"


@pytest.fixture
def broker(vault_server: VaultServer) -> Iterator[Broker]:
    """A server at which the Vault makes accounts for 100 seconds each."""
    with running_broker() as running:
        vault_server.make_accounts(running.address, ttl="100s", longest="150s")
        yield running
        vault_server.administer("DELETE", "sys/mounts/rabbitmq")


def token(vault: VaultServer, num_uses: int = 0) -> str:
    vault.policy("contract-leases", {"rabbitmq/creds/*": ["read"]})
    return vault.token(["contract-leases"], num_uses=num_uses)


def renew(vault: VaultServer, own: str, lease: object) -> Answer:
    return vault.request("POST", "/v1/sys/leases/renew", {"lease_id": lease}, token=own)


def gone(broker: Broker) -> bool:
    """Wait until no account is left; the server ends them in the background."""
    for _ in range(100):
        if not broker.passwords:
            return True
        time.sleep(0.05)
    return False


def test_each_read_makes_a_secret_with_a_lease(vault_server: VaultServer, broker: Broker) -> None:
    own = token(vault_server)
    first, second = (vault_server.request("GET", CREDS, token=own).json for _ in range(2))

    assert set(first["data"]) == {"username", "password"}
    assert (first["lease_duration"], first["renewable"]) == (100, True)
    assert first["lease_id"].startswith("rabbitmq/creds/cargo/")
    assert first["lease_id"] != second["lease_id"]
    assert {first["data"]["password"], second["data"]["password"]} == set(broker.passwords.values())


def test_a_renewal_has_no_data_and_ends_at_the_longest(vault_server: VaultServer, broker: Broker) -> None:
    own = token(vault_server)
    lease = vault_server.request("GET", CREDS, token=own).json["lease_id"]
    answer = renew(vault_server, own, lease)

    assert answer.status == 200
    assert (answer.json["lease_id"], answer.json["data"], answer.json["renewable"]) == (lease, None, True)
    assert answer.json["lease_duration"] == 100
    assert len(broker.passwords) == 1


@pytest.mark.parametrize(("lease", "said"), [("rabbitmq/creds/cargo/x", "lease not found"), ("", "lease_id must be")])
def test_a_lease_that_is_not_there(vault_server: VaultServer, broker: Broker, lease: str, said: str) -> None:
    answer = renew(vault_server, token(vault_server), lease)

    assert answer.status == 400
    assert said in answer.json["errors"][0]


def test_a_lease_ends_with_the_token_that_read_it(vault_server: VaultServer, broker: Broker) -> None:
    own = token(vault_server)
    lease = vault_server.request("GET", CREDS, token=own).json["lease_id"]
    vault_server.revoke(own)

    assert gone(broker)
    assert renew(vault_server, vault_server.root_token, lease).status == 400


def test_a_lease_says_more_than_its_token_has_left(vault_server: VaultServer, broker: Broker) -> None:
    vault_server.policy("contract-leases", {"rabbitmq/creds/*": ["read"]})
    own = vault_server.token(["contract-leases"], ttl="10s")

    assert vault_server.request("GET", CREDS, token=own).json["lease_duration"] == 100


def test_a_token_for_one_request_gets_no_lease(vault_server: VaultServer, broker: Broker) -> None:
    answer = vault_server.request("GET", CREDS, token=token(vault_server, num_uses=1))

    assert answer.status == 400
    assert "token had one use left" in answer.json["errors"][0]
    assert gone(broker)


def test_the_last_use_of_a_token_ends_its_leases(vault_server: VaultServer, broker: Broker) -> None:
    own = token(vault_server, num_uses=2)
    assert vault_server.request("GET", CREDS, token=own).status == 200

    known = vault_server.request("GET", "/v1/auth/token/lookup-self", token=own).json["data"]
    assert known["num_uses"] == -1
    assert vault_server.request("GET", "/v1/auth/token/lookup-self", token=own).status == 403
    assert gone(broker)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("creds/nothing", 400, "unknown role: nothing"),
        ("nothing", 404, "unsupported path"),
        ("data/creds/cargo", 404, "unsupported path"),
    ],
)
def test_what_is_not_there(vault_server: VaultServer, broker: Broker, path: str, status: int, said: str) -> None:
    answer = vault_server.request("GET", f"/v1/rabbitmq/{path}", token=vault_server.root_token)

    assert answer.status == status
    assert said in answer.json["errors"][0]


def test_reading_is_what_the_policy_is_asked_for(vault_server: VaultServer, broker: Broker) -> None:
    answer = vault_server.request("GET", CREDS, token=vault_server.token([]))

    assert (answer.status, answer.json) == (403, BY_POLICY)


def test_a_mount_of_several_parts(vault_server: VaultServer) -> None:
    vault_server.mount_engine("team/kv", "kv", version="2")
    vault_server.administer("POST", "team/kv/data/x", {"data": {"token": "abc"}})

    found = vault_server.administer("GET", "team/kv/data/x")["data"]["data"]
    known = vault_server.administer("GET", "sys/internal/ui/mounts/team/kv")["data"]
    assert found == {"token": "abc"}
    assert (known["path"], known["type"], known["options"]) == ("team/kv/", "kv", {"version": "2"})
    vault_server.administer("DELETE", "sys/mounts/team/kv")
