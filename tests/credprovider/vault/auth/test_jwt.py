"""JWTs through the real program."""

import time
from pathlib import Path

import pytest

from credprovider.vault.auth import open_method
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from tests.credprovider.provider import CANARY, Provider, publish, request, token
from tests.credprovider.vault.auth.logins import POLICY, READ, Logins
from tests.servers.signed_jwt import Signer
from tests.servers.vault_server import VaultServer

LOGIN = "auth/jwt/login"
GOOD = {"iss": "https://ci.example", "aud": "vault", "sub": "job", "project": "acme", "canary": CANARY}


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def jwt(provider: Provider, vault_server: VaultServer, signer: Signer) -> Logins:
    """Settings with the role `ci` and the JWT of a job in a variable."""
    made = Logins(provider, vault_server, "jwt")
    vault_server.mount_auth("jwt")
    config = {"jwt_validation_pubkeys": [signer.public_key], "bound_issuer": GOOD["iss"]}
    vault_server.administer("POST", "auth/jwt/config", config)
    role = {"role_type": "jwt", "user_claim": "sub", "token_policies": [POLICY], "token_ttl": "1h"}
    bound = {"bound_audiences": ["vault"], "bound_claims": {"project": "acme"}}
    vault_server.administer("POST", "auth/jwt/role/ci", {**role, **bound})
    provider.extra["VAULT_ID_TOKEN"] = signer.jwt(**GOOD)
    made.settings(', role = "ci", variable = "VAULT_ID_TOKEN"')
    return made


def test_a_jwt_is_shown_once_for_many_runs(jwt: Logins) -> None:
    before = len(jwt.requests())

    assert [jwt.get() for _ in range(3)] == [token(CANARY)] * 3
    assert jwt.requests()[before:] == [LOGIN, READ, READ, READ]


def test_another_jobs_jwt_is_another_login(jwt: Logins, signer: Signer) -> None:
    before = jwt.logins()
    jwt.get()
    jwt.provider.extra["VAULT_ID_TOKEN"] = signer.jwt(**GOOD, jti="another")
    jwt.get()

    assert jwt.logins() == before + 2


def test_a_kept_login_outlives_its_jwt(jwt: Logins, signer: Signer) -> None:
    before = jwt.logins()
    jwt.provider.extra["VAULT_ID_TOKEN"] = signer.jwt(**GOOD, exp=int(time.time()) - 58)  # the server allows for 60 s

    assert jwt.get() == token(CANARY)
    time.sleep(3)
    assert jwt.get() == token(CANARY)
    assert jwt.logins() == before + 1


def test_a_jwt_in_a_file_that_changes(jwt: Logins, signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "jwt"
    jwt.settings(f', role = "ci", file = "{path}"')

    for _ in range(2):
        path.write_text(signer.jwt(**GOOD) + "\n")
        assert jwt.get() == token(CANARY)
    path.unlink()
    assert f"the JWT in {path} cannot be read: No such file or directory" in jwt.error()


def test_each_operation_has_its_own_role(jwt: Logins) -> None:
    role = {"role_type": "jwt", "user_claim": "sub", "bound_audiences": ["vault"]}
    jwt.server.policy("logins-publish", {"kv/data/logins/publish": ["read"]})
    jwt.server.administer("POST", "auth/jwt/role/publisher", {**role, "token_policies": ["logins-publish"]})
    jwt.server.write_secret("kv/logins/publish", {"token": f"{CANARY}-publish"})
    jwt.settings(
        ', role = "ci", variable = "VAULT_ID_TOKEN"',
        'publish = { secret = "kv/logins/publish", role = "publisher" }\nyank = { secret = "kv/logins/publish" }\n',
    )

    assert jwt.get() == token(CANARY, independent=False)
    assert jwt.provider.one(publish()) == token(f"{CANARY}-publish", "never", independent=False)
    yank = request("get", {"name": "crate", "vers": "1.0.0"}, operation="yank")
    assert "may not read kv/logins/publish" in jwt.provider.error(yank)


@pytest.mark.parametrize(
    ("claims", "what"),
    [
        (
            {"aud": "other"},
            "the JWT is made for another audience than the role is bound to\nsee the role's bound_audiences",
        ),
        ({"project": "other"}, "the JWT does not have what the role is bound to: project"),
        ({"iss": "other"}, "the JWT has another issuer than is trusted"),
        ({"sub": None}, "the JWT lacks a claim that the role reads"),
        ({"nbf": 4_000_000_000}, "the JWT is not valid yet"),
    ],
)
def test_why_a_jwt_is_refused(jwt: Logins, signer: Signer, claims: dict[str, object], what: str) -> None:
    # abuse case 65
    jwt.provider.extra["VAULT_ID_TOKEN"] = signer.jwt(**{**GOOD, **claims})

    said = jwt.error()
    assert "does not let the auth method `jwt` log in as the role `ci`" in said
    assert what in said
    assert "auth/jwt" in said
    assert jwt.provider.extra["VAULT_ID_TOKEN"] not in said


def test_a_jwt_that_has_expired_for_vault_alone(jwt: Logins, signer: Signer) -> None:
    jwt.provider.extra["VAULT_ID_TOKEN"] = signer.jwt(**GOOD, exp=int(time.time()) - 200)

    assert "the JWT has expired\na new one is needed (auth/jwt)" in jwt.error()


def test_an_expired_jwt_is_not_even_shown(jwt: Logins, signer: Signer) -> None:
    before = jwt.logins()
    jwt.provider.extra["VAULT_ID_TOKEN"] = signer.jwt(**GOOD, exp=1_700_000_000)

    assert "the JWT has expired: it was good until 2023-11-14 22:13:20 UTC" in jwt.error()
    assert jwt.logins() == before


def test_what_is_not_there(jwt: Logins) -> None:
    jwt.settings(', role = "nobody", variable = "VAULT_ID_TOKEN"')
    assert "there is no such role" in jwt.error()
    jwt.settings(', variable = "VAULT_ID_TOKEN"')
    assert "there is no default role\nname one: `role` in auth (auth/jwt)" in jwt.error()
    jwt.settings(', mount = "gitlab", role = "ci", variable = "VAULT_ID_TOKEN"')
    assert "is the method mounted at auth/gitlab?" in jwt.error()
    jwt.settings(', role = "ci", variable = "CI_JOB_JWT"')
    assert "the JWT in the variable CI_JOB_JWT is not there: the variable is not set" in jwt.error()
    jwt.provider.extra["CI_JOB_JWT"] = "nonsense"
    assert "what was sent is not a JWT" in jwt.error()
    jwt.provider.extra["CI_JOB_JWT"] = Signer().jwt(**GOOD)
    assert "the JWT's signature is not accepted" in jwt.error()
    jwt.server.mount_auth("jwt")
    assert "the method is mounted, but not configured" in jwt.error()


def test_the_login_of_hvac_gives_the_same_policies(jwt: Logins) -> None:
    import hvac

    shown = jwt.provider.extra["VAULT_ID_TOKEN"]
    theirs = hvac.Client(url=jwt.server.address, verify=str(jwt.server.ca_file))
    answer = theirs.auth.jwt.jwt_login(role="ci", jwt=shown)
    table: dict[str, object] = {"address": jwt.server.address, "ca-file": str(jwt.server.ca_file)}
    settings = {"method": "jwt", "role": "ci", "file": str(jwt.provider.root / "shown")}
    (jwt.provider.root / "shown").write_text(shown)
    ours = open_method(settings, Client(VaultConfig(table), lambda: 10.0)).log_in()
    found = jwt.server.request("GET", "/v1/auth/token/lookup-self", token=ours.token.reveal()).json["data"]

    assert found["policies"] == answer["auth"]["policies"] == ["default", POLICY]
    assert ours.lifetime == answer["auth"]["lease_duration"] == 3600


@pytest.mark.parametrize("clock", [0, -299])
def test_a_clock_that_is_a_little_ahead_does_not_matter(tmp_path: Path, signer: Signer, clock: int) -> None:
    # abuse case 68
    (tmp_path / "jwt").write_text(signer.jwt(exp=int(time.time()) + clock))
    method = open_method({"method": "jwt", "file": str(tmp_path / "jwt")}, Client(VaultConfig({}), lambda: 5.0))

    assert method.login_request().path == LOGIN
    (tmp_path / "jwt").write_text(signer.jwt(exp=int(time.time()) - 320))
    with pytest.raises(VaultFailure, match="the JWT has expired"):
        method.login_request()
