"""What a `get` may import. Every module here was weighed; `json`, `re`, `enum`, `socket`, `ssl` are each worth 2 to
12 ms.

A line more in one of these lists is a decision: measure it first.
"""

import json
import subprocess
import sys

import pytest

from tests.credprovider.provider import INDEX, Provider, request
from tests.credprovider.token_file.protected import key_file, passphrase_file
from tests.credprovider.vault.auth.attended import PASSWORD, Developer
from tests.servers.broker import running_broker
from tests.servers.secret_service import SecretService
from tests.servers.signed_jwt import Signer
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer

FOREIGN = {
    *(
        f"credprovider{name}"
        for name in (
            *("", ".launch", ".plugin", ".errors", ".protocol", ".json_text", ".token", ".visible", ".route"),
            *(".router", ".index_url", ".settings", ".settings_cache", ".private_file"),
        )
    ),
}
"""For a registry that is not ours: cargo may ask about every registry there is."""

COMMON = FOREIGN | {
    "_thread",
    "resource",
    *(f"credprovider{name}" for name in (".service", ".deadline", ".jwt", ".stores", ".stores.interface")),
}
FILE = {
    "credprovider.stores.file",
    *(f"credprovider.token_file{name}" for name in ("", ".content", ".disk")),
    "fcntl",
}
KERNEL_KEYRING = {"credprovider.kernel_keyring", "ctypes", "ctypes._endian", "_ctypes", "struct", "_struct", "types"}
KERNEL = {"credprovider.stores.kernel"} | KERNEL_KEYRING
FILE_ENCRYPTED = (
    *(f"credprovider.token_file.{name}" for name in ("cipher", "key_file", "passphrase")),
    *("cryptography", "_cffi_backend", "_openssl"),
    *("__future__", "_collections", "_functools", "_operator", "_sre", "_typing", "collections", "contextlib"),
    *("copyreg", "enum", "functools", "itertools", "keyword", "operator", "re", "reprlib", "types", "typing"),
    "warnings",
)
"""How the modules begin that an encrypted token needs besides: 17 ms, 6 of them for the library itself and 11 for
what it imports of the standard one. It offers no narrower way in.
"""

SECRET_SERVICE = {
    "credprovider.stores.secret_service",
    *(f"credprovider.dbus{name}" for name in ("", ".address", ".connection", ".failures", ".wire")),
    "_socket",
}
ENVIRONMENT = {"credprovider.stores.environment"}
COMMAND = {
    "credprovider.stores.command",
    *(f"credprovider.program{name}" for name in ("", ".expiry", ".output", ".program", ".running")),
    "select",
}
"""And subprocess, with whatever that imports: 15 ms, next to a program that takes longer by itself."""

KEPT = {
    "credprovider.stores.command",
    *(f"credprovider.{name}" for name in ("program", "program.cache", "kernel_keyring")),
}
"""And ctypes, with which the kernel is spoken to."""

VAULT = {
    "credprovider.stores.vault",
    *(
        f"credprovider.vault{name}"
        for name in (
            "",
            ".address",
            ".auth",
            ".auth.interface",
            ".auth.source",
            ".auth.token",
            ".client",
            ".config",
            ".environment",
            ".failures",
            ".http1",
            ".kv",
            ".secret_path",
            ".session",
            ".tls",
            ".transport",
        )
    ),
    "_socket",
    "_ssl",
}
INLINE = {"credprovider.vault.auth.inline", "credprovider.vault.auth.jwt", "binascii"}
KEPT_LOGIN = {
    *("credprovider.kept", "credprovider.runtime_folder", "credprovider.vault.issued", "credprovider.vault.login"),
    *("credprovider.vault.auth.jwt", "_blake2"),
} | KERNEL_KEYRING
TEMPLATE = {"credprovider.vault.template"}
LEASED = {
    *(f"credprovider.{name}" for name in ("vault.lease", "vault.leasing", "kept", "kernel_keyring", "runtime_folder")),
    "_blake2",
}
"""And ctypes, with which the kernel is spoken to."""

VAULT_KEPT = {
    *(f"credprovider.vault.auth.{name}" for name in ("attended", "password", "userpass")),
    *(f"credprovider.{name}" for name in ("kept", "runtime_folder", "vault.issued", "vault.login")),
    "_blake2",
}
PROBE = """
import os, sys
before = set(sys.modules)
from credprovider.launch import main
sys.argv = ["x", "--cargo-plugin"]
def leave(status):
    os.write(2, " ".join(sorted(set(sys.modules) - before)).encode())
    exit_now(status)
exit_now, os._exit = os._exit, leave
main()
"""


def imported(provider: Provider, **fields: object) -> tuple[object, set[str]]:
    """Run a get in a bare interpreter; return its answer and what was imported from start to end."""
    done = subprocess.run(
        [*provider.through, sys.executable, "-c", PROBE],
        input=json.dumps(request("get", fields)).encode(),
        capture_output=True,
        env=provider.environment,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[1]), set(done.stderr.decode().split())


def settled(provider: Provider, text: str) -> None:
    """Write settings and have them cached, so that the next request takes the hot path."""
    provider.settings(text)
    for _ in range(100):
        provider.one(request(url="sparse+https://elsewhere.example/"))
        if (provider.home / "credprovider.cache.json").exists():
            return
    pytest.fail("the settings were never cached")


def test_the_file_store(provider: Provider) -> None:
    settled(provider, f'[file]\nprotection = "none"\n[registries."{INDEX}"]\nstore = "file"\n')
    provider.one(request("login", token="abc"))
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | FILE


@pytest.mark.parametrize("kind", ["passphrase", "key-file"])
def test_the_file_store_with_encrypted_tokens(provider: Provider, user_keyring: UserKeyring, kind: str) -> None:
    if kind == "passphrase":
        passphrase_file(provider, user_keyring).unlock()
    else:
        key_file(provider)
    text = (provider.home / "credprovider.toml").read_text()
    provider.arguments = ()
    settled(provider, f'{text}[registries."{INDEX}"]\nstore = "file"\n')
    provider.one(request("login", token="abc"))
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert not {name for name in modules - COMMON - FILE - KERNEL_KEYRING if not name.startswith(FILE_ENCRYPTED)}
    assert kind == "passphrase" or not modules & KERNEL_KEYRING - {"types"}


def test_the_kernels_keyring(provider: Provider, user_keyring: UserKeyring) -> None:
    provider.through = user_keyring.words
    settled(provider, f'[kernel]\nlifetime = "1h"\n[registries."{INDEX}"]\nstore = "kernel"\n')
    provider.one(request("login", token="abc"))
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | KERNEL


def test_the_secret_service(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment
    settled(provider, f'[registries."{INDEX}"]\nstore = "secret-service"\n')
    provider.one(request("login", token="abc"))
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | SECRET_SERVICE


def test_the_environment(provider: Provider) -> None:
    provider.extra["KELLNR_TOKEN"] = "abc"
    settled(provider, f'[registries."{INDEX}"]\nstore = "environment"\nvariable = "KELLNR_TOKEN"\n')
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | ENVIRONMENT


def loaded_by(module: str) -> set[str]:
    """Return the names of what an import of `module` brings into a bare interpreter."""
    code = f"import sys; before = set(sys.modules); import {module}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


COMMAND_TABLE = (
    f'[registries."{INDEX}"]\nstore = "command"\ncommand = ["echo", \'{{"token": "abc", "end": 3600}}\']\n'
    'format = "json"\nfield = "token"\nexpires-field = "end"\n'
)


def test_a_command(provider: Provider) -> None:
    settled(provider, COMMAND_TABLE)
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | COMMAND | loaded_by("subprocess")


def test_a_command_whose_answer_is_kept_is_not_even_imported(provider: Provider, user_keyring: UserKeyring) -> None:
    provider.through = user_keyring.words
    settled(provider, COMMAND_TABLE + 'cache = "kernel"\n')
    provider.one(request())
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | KEPT | loaded_by("ctypes")


def test_vault(provider: Provider, vault_server: VaultServer) -> None:
    vault_server.write_secret("kv/hot-path", {"token": "abc"})
    provider.extra["VAULT_TOKEN"] = vault_server.token_reading("kv/data/hot-path")
    settled(
        provider,
        f'[vault]\naddress = "{vault_server.address}"\nca-file = "{vault_server.ca_file}"\n'
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/hot-path"\n',
    )
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | VAULT


@pytest.mark.parametrize("inline", ["false", "true"])
def test_vault_by_jwt(provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring, inline: str) -> None:
    signer = Signer()
    provider.through = user_keyring.words
    vault_server.write_secret("kv/hot-path", {"token": "abc"})
    vault_server.policy("hot-path", {"kv/data/hot-path": ["read"]})
    vault_server.mount_auth("jwt")
    vault_server.administer("POST", "auth/jwt/config", {"jwt_validation_pubkeys": [signer.public_key]})
    role = {"role_type": "jwt", "user_claim": "sub", "bound_subject": "job", "token_policies": ["hot-path"]}
    vault_server.administer("POST", "auth/jwt/role/ci", role)
    provider.extra["JOB"] = signer.jwt(sub="job")
    settled(
        provider,
        f'[vault]\naddress = "{vault_server.address}"\nca-file = "{vault_server.ca_file}"\n'
        f'auth = {{ method = "jwt", role = "ci", variable = "JOB", inline = {inline} }}\n'
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/hot-path"\n',
    )
    provider.one(request())  # logs in, and the login is kept unless it is inline
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    if inline == "true":
        assert modules <= COMMON | VAULT | INLINE
    else:
        assert modules <= COMMON | VAULT | KEPT_LOGIN | loaded_by("ctypes")


@pytest.mark.parametrize(
    ("keys", "more"),
    [
        ('secret = "kv1/hot-path"\nengine = "kv-v1"', set()),
        ('secret = "kv/{registry-host}/{operation}"', TEMPLATE),
    ],
)
def test_vault_with_another_version_and_a_template(
    provider: Provider, vault_server: VaultServer, keys: str, more: set[str]
) -> None:
    vault_server.write_secret("kv1/hot-path", {"token": "abc"})
    vault_server.write_secret("kv/registry.example/read", {"token": "abc"})
    provider.extra |= vault_server.environment(vault_server.token_reading("kv1/hot-path", "kv/data/registry.example/*"))
    settled(provider, f'[registries."{INDEX}"]\nstore = "vault"\n{keys}\n')
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | VAULT | more


def test_vault_with_a_kept_lease(provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring) -> None:
    provider.through = user_keyring.words
    with running_broker() as broker:
        vault_server.make_accounts(broker.address, ttl="1h")
        provider.extra |= vault_server.environment(vault_server.token_reading("rabbitmq/creds/cargo"))
        secret = "rabbitmq/creds/cargo#password"
        settled(provider, f'[registries."{INDEX}"]\nstore = "vault"\nengine = "dynamic"\nsecret = "{secret}"\n')
        provider.one(request())
        before = len(vault_server.audited())
        answer, modules = imported(provider)

        assert "Ok" in str(answer)
        assert vault_server.audited()[before:] == []
        assert modules <= COMMON | VAULT | LEASED | loaded_by("ctypes")
        vault_server.administer("DELETE", "sys/mounts/rabbitmq")


def test_a_login_of_a_person_that_is_kept(
    provider: Provider, vault_server: VaultServer, user_keyring: UserKeyring
) -> None:
    provider.through = user_keyring.words
    developer = Developer(provider, vault_server)
    developer.userpass()
    with developer.logs_in() as terminal:
        terminal.reply("Password of alice", PASSWORD)
        assert terminal.printed()[0] == 0
    (provider.home / "credprovider.cache.json").unlink(missing_ok=True)
    settled(provider, (provider.home / "credprovider.toml").read_text())
    answer, modules = imported(provider)

    assert "Ok" in str(answer)
    assert modules <= COMMON | VAULT | VAULT_KEPT | KERNEL_KEYRING | loaded_by("ctypes")


def test_a_foreign_registry(provider: Provider) -> None:
    settled(provider, f'[registries."{INDEX}"]\nstore = "secret-service"\n')
    answer, modules = imported(provider, registry={"index-url": "sparse+https://elsewhere.example/"})

    assert "url-not-supported" in str(answer)
    assert modules <= FOREIGN  # conformance 87: what is counted is what cannot be noisy
