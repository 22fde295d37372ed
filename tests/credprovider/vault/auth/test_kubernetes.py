"""The tokens of pods through the real program."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from credprovider.vault.auth import open_method
from credprovider.vault.auth.kubernetes import MOUNTED
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig
from tests.credprovider.provider import CANARY, Provider, token
from tests.credprovider.vault.auth.logins import POLICY, READ, Logins
from tests.servers.kubernetes_api import REVIEWER, Cluster, running_cluster
from tests.servers.vault_server import VaultServer

LOGIN = "auth/kubernetes/login"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture
def pod(provider: Provider, vault_server: VaultServer, cluster: Cluster) -> Logins:
    """Settings with the role `build`, in a pod of the service account `cargo`, whose token is in the file `pod`."""
    made = Logins(provider, vault_server, "kubernetes")
    vault_server.mount_auth("kubernetes")
    authority = {"kubernetes_ca_cert": cluster.ca, "token_reviewer_jwt": REVIEWER, "disable_local_ca_jwt": True}
    vault_server.administer("POST", "auth/kubernetes/config", {"kubernetes_host": cluster.address, **authority})
    bound = {"bound_service_account_names": ["cargo"], "bound_service_account_namespaces": ["ci"]}
    role = {**bound, "token_policies": [POLICY], "token_ttl": "1h"}
    vault_server.administer("POST", "auth/kubernetes/role/build", role)
    vault_server.administer("POST", "auth/kubernetes/role/audience", {**role, "audience": "vault"})
    (provider.root / "pod").write_text(cluster.pod_token("ci", "cargo", canary=CANARY))
    made.settings(f', role = "build", file = "{provider.root}/pod"')
    return made


def test_a_pods_token_is_shown_once_until_kubernetes_renews_it(pod: Logins, cluster: Cluster) -> None:
    before = len(pod.requests())

    assert [pod.get() for _ in range(2)] == [token(CANARY)] * 2
    assert pod.requests()[before:] == [LOGIN, READ, READ]
    (pod.provider.root / "pod").write_text(cluster.pod_token("ci", "cargo", jti="renewed"))
    assert pod.get() == token(CANARY)
    assert pod.requests()[before:] == [LOGIN, READ, READ, LOGIN, READ]


@pytest.mark.parametrize(
    ("role", "namespace", "account", "what"),
    [
        ("none", "ci", "cargo", "there is no such role"),
        ("build", "ci", "other", "the role is bound to other service accounts"),
        ("build", "other", "cargo", "the role is bound to other namespaces"),
        ("audience", "ci", "cargo", "the pod's token is made for another audience than the role is bound to"),
    ],
)
@pytest.mark.parametrize("inline", ["", ", inline = true"])
def test_why_a_pod_is_refused(
    pod: Logins, cluster: Cluster, role: str, namespace: str, account: str, what: str, inline: str
) -> None:
    # abuse case 65
    (pod.provider.root / "pod").write_text(cluster.pod_token(namespace, account, canary=CANARY))
    pod.settings(f', role = "{role}", file = "{pod.provider.root}/pod"{inline}')

    said = pod.error()
    assert f"does not let the auth method `kubernetes` log in as the role `{role}`" in said
    assert what in said


@pytest.mark.parametrize("inline", ["", ", inline = true"])
def test_a_token_that_the_cluster_does_not_know(pod: Logins, cluster: Cluster, inline: str) -> None:
    cluster.living.clear()
    pod.settings(f', role = "build", file = "{pod.provider.root}/pod"{inline}')

    assert "the cluster does not know the pod's token, or no such method is mounted" in pod.error()


def test_an_expired_token_is_not_even_shown(pod: Logins, cluster: Cluster) -> None:
    before = pod.logins()
    (pod.provider.root / "pod").write_text(cluster.pod_token("ci", "cargo", exp=1_700_000_000))

    assert "the pod's token has expired: it was good until 2023-11-14 22:13:20 UTC" in pod.error()
    assert pod.logins() == before


def test_outside_of_a_pod(pod: Logins) -> None:
    assert not Path(MOUNTED).exists()
    pod.settings(', role = "build"')

    assert f"the pod's token in {MOUNTED} cannot be read: No such file or directory" in pod.error()


def test_the_login_of_hvac_gives_the_same_policies(pod: Logins) -> None:
    import hvac

    path = pod.provider.root / "pod"
    theirs = hvac.Client(url=pod.server.address, verify=str(pod.server.ca_file))
    answer = theirs.auth.kubernetes.login(role="build", jwt=path.read_text())
    table: dict[str, object] = {"address": pod.server.address, "ca-file": str(pod.server.ca_file)}
    settings = {"method": "kubernetes", "role": "build", "file": str(path)}
    ours = open_method(settings, Client(VaultConfig(table), lambda: 10.0)).log_in()
    found = pod.server.request("GET", "/v1/auth/token/lookup-self", token=ours.token.reveal()).json["data"]

    assert found["policies"] == answer["auth"]["policies"] == ["default", POLICY]
    assert ours.lifetime == answer["auth"]["lease_duration"] == 3600
