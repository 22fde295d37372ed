"""A token for each operation, and each in a place of its own in Vault: with real cargo, and by the registry's log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from credprovider.conformance.registry.accounts import Account
from tests.cargo_home import CargoHome
from tests.e2e.company import Company
from tests.e2e.packages import library
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import running_registry
from tests.servers.signed_jwt import Signer
from tests.servers.user_keyring import UserKeyring
from tests.servers.vault_server import VaultServer

FOLDER = "kv/least"
RIGHTS = {"read": ("read",), "publish": ("publish",), "yank": ("yank",), "owners": ("owners",)}
ACCOUNTS = {name: Account(f"{OWNER.token}-{name}", "releases", rights) for name, rights in RIGHTS.items()}
YANK = ("yank", "--registry", "company", "acme-lib@0.1.0")


@pytest.fixture
def divided(cargo_home: CargoHome, vault_server: VaultServer, tmp_path: Path) -> Iterator[Company]:
    """A registry whose tokens are each good for one operation, all of them in Vault."""
    with running_registry(tmp_path / "registry", accounts=list(ACCOUNTS.values())) as registry:
        company = Company(cargo_home, registry)
        company.providers('credential-provider = ["cargo-credprovider"]')
        for name, account in ACCOUNTS.items():
            for place in (name, f"{name}/acme-lib"):
                vault_server.write_secret(f"{FOLDER}/{place}", {"token": account.token})
        vault_server.write_secret(f"{FOLDER}/unyank/acme-lib", {"token": ACCOUNTS["yank"].token})
        cargo_home.extra |= vault_server.environment(vault_server.token_reading("kv/data/least/*"))
        yield company


def by_table(company: Company) -> None:
    """Give each operation its secret in a table of its own."""
    own = "".join(f'{name} = {{ secret = "{FOLDER}/{name}" }}\n' for name in ("publish", "yank", "owners"))
    undo = f'unyank = {{ secret = "{FOLDER}/yank" }}\n'
    company.settings(f'store = "vault"\nsecret = "{FOLDER}/read"\n{own}{undo}')


def by_template(company: Company) -> None:
    """Give each operation and crate its secret by one line."""
    company.settings(
        f'store = "vault"\nsecret = "{FOLDER}/{{operation}}/{{crate}}"\nread = {{ secret = "{FOLDER}/read" }}\n'
    )


@pytest.mark.parametrize("settings", [by_table, by_template])
def test_no_token_travels_with_another_operation(divided: Company, vault_server: VaultServer, settings: object) -> None:
    # abuse case 97
    assert callable(settings)
    settings(divided)
    before = len(vault_server.audited())
    cargo = divided.cargo
    program = divided.program()
    runs = [
        cargo.run("publish", cwd=library(cargo.root, "acme-lib", package='publish = ["company"]\n')),
        cargo.run("search", "--registry", "company", "acme"),
        cargo.run("generate-lockfile", cwd=program),
        cargo.run("fetch", cwd=program),
        cargo.run("owner", "--registry", "company", "--list", "acme-lib"),
        cargo.run(*YANK),
        cargo.run(*YANK, "--undo"),
    ]

    assert [run.status for run in runs] == [0] * len(runs), "\n".join(run.said for run in runs)
    sent = {(seen.method, kind(seen.path), seen.authorization) for seen in divided.registry.requests()}
    tokens = {name: account.token for name, account in ACCOUNTS.items()}
    assert {each for each in sent if each[2]} == {
        ("GET", "read", tokens["read"]),
        ("PUT", "publish", tokens["publish"]),
        ("DELETE", "yank", tokens["yank"]),
        ("PUT", "yank", tokens["yank"]),
        ("GET", "owners", tokens["owners"]),
    }
    read = [seen.path for seen in vault_server.audited()[before:]]
    assert len(read) == len([path for path in read if path.startswith("kv/data/least/")])  # one request for each token


def test_each_operation_has_a_role_of_its_own(
    divided: Company, vault_server: VaultServer, user_keyring: UserKeyring
) -> None:
    # abuse case 97: not even Vault would give the reader the token to publish
    signer = Signer()
    vault_server.mount_auth("jwt")
    vault_server.administer("POST", "auth/jwt/config", {"jwt_validation_pubkeys": [signer.public_key]})
    for role in ("read", "publish"):
        vault_server.policy(f"least-{role}", {f"kv/data/least/{role}": ["read"]})
        bound = {"role_type": "jwt", "user_claim": "sub", "bound_subject": "job", "token_policies": [f"least-{role}"]}
        vault_server.administer("POST", f"auth/jwt/role/{role}", bound)
    cargo = divided.cargo
    cargo.through = user_keyring.words
    cargo.extra = {**cargo.extra, "JOB": signer.jwt(sub="job")}
    del cargo.extra["VAULT_TOKEN"]
    auth = '[vault]\nauth = { method = "jwt", role = "read", variable = "JOB" }\n'
    table = f'store = "vault"\nsecret = "{FOLDER}/read"\npublish = {{ secret = "{FOLDER}/publish"'
    folder = library(cargo.root, "acme-lib", package='publish = ["company"]\n')

    divided.settings(table + " }", more=auth)
    refused = cargo.run("publish", cwd=folder)
    assert refused.status == 101
    assert 'path "kv/data/least/publish" { capabilities = ["read"] }' in refused.stderr

    divided.settings(table + ', role = "publish" }', more=auth)
    run = cargo.run("publish", cwd=folder)
    assert run.status == 0, run.said
    sent = {(seen.method, seen.authorization) for seen in divided.registry.requests() if seen.authorization}
    assert sent == {("GET", ACCOUNTS["read"].token), ("PUT", ACCOUNTS["publish"].token)}


def kind(path: str) -> str:
    """Return the operation that a request to the registry belongs to."""
    if path.endswith("/new"):
        return "publish"
    last = path.partition("?")[0].rpartition("/")[2]
    return {"yank": "yank", "unyank": "yank", "owners": "owners"}.get(last, "read")


def test_a_person_who_owns_a_token_logs_in_and_out(divided: Company, vault_server: VaultServer) -> None:
    rules = {"kv/data/least/alice": ["create", "update", "read"], "kv/delete/least/alice": ["update"]}
    vault_server.policy("least-owner", rules)
    vault_server.administer("DELETE", "kv/metadata/least/alice")
    divided.cargo.extra |= vault_server.environment(vault_server.token(["least-owner"]))
    divided.settings(f'store = "vault"\nsecret = "{FOLDER}/alice"\nwritable = true')
    token = ACCOUNTS["read"].token

    for _ in range(2):  # also when it was logged out from before
        run = divided.log_in(token)
        assert run.status == 0, run.said
        found, tokens = divided.tokens_during(lambda: divided.cargo.run("search", "--registry", "company", "x"))
        assert (found.status, tokens) == (0, {token}), found.said
        assert divided.log_out().status == 0
    assert "not currently logged in" in divided.log_out().said
    assert not (divided.cargo.path / "credentials.toml").exists()
