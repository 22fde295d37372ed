"""Namespaces: the same paths again, in a part of Vault that knows nothing of the rest. The stand-in has none."""

import secrets

import pytest

from tests.credprovider.provider import CANARY, INDEX, Provider, request, token
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer


@pytest.fixture
def namespace(vault_server: VaultServer) -> str:
    """A namespace in another one, in which `kv` holds another secret than outside of it."""
    if vault_server.kind != "real":
        pytest.skip("the stand-in has no namespaces")
    outer = secrets.token_hex(4)
    vault_server.administer("POST", f"sys/namespaces/{outer}")
    vault_server.administer("POST", f"{outer}/sys/namespaces/crates")
    inner = f"{outer}/crates"
    vault_server.administer("POST", f"{inner}/sys/mounts/kv", {"type": "kv", "options": {"version": "2"}})
    vault_server.administer("POST", f"{inner}/kv/data/registry", {"data": {"token": CANARY + "-inside"}})
    vault_server.write_secret("kv/registry", {"token": CANARY + "-outside"})
    return inner


def settings(provider: Provider, *lines: str) -> None:
    """Write settings for the registry with its token at kv/registry, and more lines in [vault]."""
    route = f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/registry"\n'
    provider.settings("\n".join(["[vault]", *lines, route]))


@pytest.mark.parametrize("named", ["settings", "variable"])
def test_a_secret_is_read_in_its_namespace(
    provider: Provider, vault_server: VaultServer, namespace: str, named: str
) -> None:
    provider.extra |= vault_server.environment(vault_server.root_token)
    if named == "variable":
        provider.extra["VAULT_NAMESPACE"] = namespace
    settings(provider, *([f'namespace = "{namespace}"'] if named == "settings" else []))

    assert provider.one(request()) == token(CANARY + "-inside")


def test_without_a_namespace_it_is_the_other_secret(
    provider: Provider, vault_server: VaultServer, namespace: str
) -> None:
    provider.extra |= vault_server.environment(vault_server.root_token)
    settings(provider)

    assert provider.one(request()) == token(CANARY + "-outside")


def test_a_namespace_that_there_is_not(provider: Provider, vault_server: VaultServer) -> None:
    provider.extra |= vault_server.environment(vault_server.token_reading("kv/data/registry"))
    settings(provider, 'namespace = "team-b"')

    assert "does not have that namespace\nsee `namespace` under [vault], or VAULT_NAMESPACE" in provider.error(
        request()
    )


def test_a_login_in_a_namespace_that_there_is_not(
    provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring
) -> None:
    provider.through = user_keyring.words
    provider.extra |= vault_server.environment()
    settings(provider, 'namespace = "team-b"', 'auth = { method = "approle", role-id = "x" }')

    assert "does not have that namespace" in provider.error(request())


@pytest.mark.parametrize("inline", ["false", "true"])
def test_a_login_in_a_namespace_is_good_there(
    provider: Provider, vault_server: VaultServer, namespace: str, user_keyring: UserKeyring, inline: str
) -> None:
    provider.through = user_keyring.words
    provider.extra |= vault_server.environment()
    policy = '{"path": {"kv/data/registry": {"capabilities": ["read"]}}}'
    vault_server.administer("POST", f"{namespace}/sys/policies/acl/reader", {"policy": policy})
    vault_server.administer("POST", f"{namespace}/sys/auth/approle", {"type": "approle"})
    vault_server.administer(
        "POST", f"{namespace}/auth/approle/role/ci", {"token_policies": ["reader"], "token_ttl": "1h"}
    )
    role_id = vault_server.administer("GET", f"{namespace}/auth/approle/role/ci/role-id")["data"]["role_id"]
    made = vault_server.administer("POST", f"{namespace}/auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
    provider.extra["SECRET_ID"] = made
    auth = (
        f'auth = {{ method = "approle", role-id = "{role_id}", secret-id-variable = "SECRET_ID", inline = {inline} }}'
    )
    settings(provider, f'namespace = "{namespace}"', auth)
    assert provider.one(request()) == token(CANARY + "-inside")
    assert provider.one(request()) == token(CANARY + "-inside")

    settings(provider, auth)  # outside nobody knows that role, and the login that is kept is not shown there
    assert "does not let the auth method `approle` log in" in provider.error(request())
