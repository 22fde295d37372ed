"""Logins with the token of a pod."""

from collections.abc import Iterator

import pytest

from tests.servers.kubernetes_api import REVIEWER, Cluster, running_cluster
from tests.servers.vault_contract.common import accepted, refused
from tests.servers.vault_server import VaultServer

LOGIN = "auth/kubernetes/login"


@pytest.fixture
def cluster(vault: VaultServer) -> Iterator[Cluster]:
    """A cluster that the Vault asks, with the roles `build` and `audience` for the service account `cargo` in `ci`."""
    vault.policy("contract-ci", {"kv/data/contract/*": ["read"]})
    vault.mount_auth("kubernetes")
    with running_cluster() as running:
        authority = {"kubernetes_ca_cert": running.ca, "token_reviewer_jwt": REVIEWER, "disable_local_ca_jwt": True}
        vault.administer("POST", "auth/kubernetes/config", {"kubernetes_host": running.address, **authority})
        bound = {"bound_service_account_names": ["cargo"], "bound_service_account_namespaces": ["ci"]}
        role = {**bound, "token_policies": ["contract-ci"], "token_ttl": "1h"}
        vault.administer("POST", "auth/kubernetes/role/build", role)
        vault.administer("POST", "auth/kubernetes/role/audience", {**role, "audience": "vault"})
        yield running


def test_a_pods_token_gives_the_token_of_its_role(vault: VaultServer, cluster: Cluster) -> None:
    auth = accepted(vault, LOGIN, {"role": "build", "jwt": cluster.pod_token("ci", "cargo")})
    accepted(vault, LOGIN, {"role": "audience", "jwt": cluster.pod_token("ci", "cargo", aud=["vault"])})

    assert auth["policies"] == ["contract-ci", "default"]
    assert auth["metadata"] == {
        "role": "build",
        "service_account_name": "cargo",
        "service_account_namespace": "ci",
        "service_account_uid": "uid-of-cargo",
        "service_account_secret_name": "",
    }


@pytest.mark.parametrize(
    ("role", "namespace", "account", "claims", "expected"),
    [
        ("none", "ci", "cargo", {}, (400, 'invalid role name "none"')),
        ("", "ci", "cargo", {}, (400, "missing role")),
        ("build", "ci", "other", {}, (403, "service account name not authorized")),
        ("build", "other", "cargo", {}, (403, "namespace not authorized")),
        (
            "audience",
            "ci",
            "cargo",
            {},
            (403, "invalid audience (aud) claim: audience claim does not match any expected audience"),
        ),
        ("build", "ci", "cargo", {"exp": 1000}, (403, "invalid expiration time (exp) claim: token is expired")),
    ],
)
def test_a_pod_that_is_refused(
    vault: VaultServer,
    cluster: Cluster,
    role: str,
    namespace: str,
    account: str,
    claims: dict[str, object],
    expected: tuple[int, str],
) -> None:
    fields: dict[str, object] = {"role": role, "jwt": cluster.pod_token(namespace, account, **claims)}
    refused(vault, LOGIN, fields, expected)


def test_a_token_that_the_cluster_does_not_know(vault: VaultServer, cluster: Cluster) -> None:
    deleted = cluster.pod_token("ci", "cargo")
    cluster.living.clear()

    refused(vault, LOGIN, {"role": "build", "jwt": deleted}, (403, "permission denied"))
    refused(vault, LOGIN, {"role": "build", "jwt": "nonsense"}, (403, "permission denied"))
    refused(vault, LOGIN, {"role": "build"}, (400, "missing jwt"))
