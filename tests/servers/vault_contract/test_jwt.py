"""Logins with a JWT."""

import pytest

from tests.servers.signed_jwt import Signer
from tests.servers.vault_contract.common import accepted, as_root, refused
from tests.servers.vault_server import VaultServer

LOGIN = "auth/jwt/login"
GOOD = {"iss": "https://ci.example", "aud": "vault", "sub": "job", "project": "acme"}
INVALID = "error validating token: "
CLAIMS = "error validating claims: "


@pytest.fixture
def signer(vault: VaultServer) -> Signer:
    """Who signs for the jobs of a CI system that the Vault trusts, and for the role `ci`."""
    made = Signer()
    vault.policy("contract-ci", {"kv/data/contract/*": ["read"]})
    vault.mount_auth("jwt")
    config = {"jwt_validation_pubkeys": [made.public_key], "bound_issuer": GOOD["iss"]}
    vault.administer("POST", "auth/jwt/config", config)
    role = {"role_type": "jwt", "user_claim": "sub", "token_policies": ["contract-ci"], "token_ttl": "1h"}
    bound = {"bound_audiences": ["vault"], "bound_claims": {"project": "acme"}}
    vault.administer("POST", "auth/jwt/role/ci", {**role, **bound})
    vault.administer("POST", "auth/jwt/role/for-nobody", {**role, "bound_subject": "job"})
    return made


def test_a_good_jwt_gives_the_token_of_its_role(vault: VaultServer, signer: Signer) -> None:
    auth = accepted(vault, LOGIN, {"role": "ci", "jwt": signer.jwt(**GOOD)})

    assert auth["policies"] == ["contract-ci", "default"]
    assert (auth["lease_duration"], auth["renewable"], auth["num_uses"]) == (3600, True, 0)
    assert auth["metadata"] == {"role": "ci"}


@pytest.mark.parametrize(
    ("role", "claims", "text"),
    [
        ("none", {}, 'role "none" could not be found'),
        ("", {}, "missing role"),
        ("ci", {"iss": "https://other"}, f"{INVALID}invalid issuer (iss) claim"),
        (
            "ci",
            {"aud": "x"},
            f"{INVALID}invalid audience (aud) claim: audience claim does not match any expected audience",
        ),
        (
            "ci",
            {"aud": None},
            f"{INVALID}invalid audience (aud) claim: audience claim does not match any expected audience",
        ),
        ("ci", {"project": "x"}, f'{CLAIMS}claim "project" does not match any associated bound claim values'),
        ("ci", {"project": None}, f'{CLAIMS}claim "project" is missing'),
        ("ci", {"sub": None}, 'claim "sub" not found in token'),
        ("ci", {"exp": 1000}, f"{INVALID}invalid expiration time (exp) claim: token is expired"),
        ("ci", {"nbf": 4_000_000_000}, f"{INVALID}invalid not before (nbf) claim: token not yet valid"),
        (
            "ci",
            {"iat": None, "nbf": None, "exp": None},
            f"{INVALID}no issued at (iat), not before (nbf), or expiration time (exp) claims in token",
        ),
        ("for-nobody", {}, "audience claim found in JWT but no audiences bound to the role"),
        ("for-nobody", {"aud": None, "sub": "x"}, f"{INVALID}invalid subject (sub) claim"),
    ],
)
def test_a_jwt_that_is_refused(
    vault: VaultServer, signer: Signer, role: str, claims: dict[str, object], text: str
) -> None:
    refused(vault, LOGIN, {"role": role, "jwt": signer.jwt(**{**GOOD, **claims})}, (400, text))


def test_what_no_trusted_key_has_signed(vault: VaultServer, signer: Signer) -> None:
    signature = f"{INVALID}error verifying token signature: "
    foreign = f"{signature}no known key successfully validated the token signature"
    no_jwt = f"{signature}go-jose/go-jose: compact JWS format must have three parts"

    refused(vault, LOGIN, {"role": "ci", "jwt": Signer().jwt(**GOOD)}, (400, foreign))
    refused(vault, LOGIN, {"role": "ci", "jwt": "nonsense"}, (400, no_jwt))
    refused(vault, LOGIN, {"role": "ci"}, (400, "missing token"))


def test_a_mount_without_its_configuration(vault: VaultServer) -> None:
    vault.mount_auth("jwt")

    refused(vault, LOGIN, {"role": "ci", "jwt": "x"}, (400, "could not load configuration"))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"bound_subject": "x"}, "a user claim must be defined on the role"),
        ({"user_claim": "sub"}, "must have at least one bound constraint when creating/updating a role"),
    ],
)
def test_a_role_that_would_let_everybody_in(vault: VaultServer, signer: Signer, fields: object, text: str) -> None:
    assert isinstance(fields, dict)
    answer = as_root(vault, "POST", "auth/jwt/role/loose", {"role_type": "jwt", **fields})

    assert (answer.status, answer.json) == (400, {"errors": [text]})


def test_only_a_post_logs_in(vault: VaultServer, signer: Signer) -> None:
    answer = vault.request("GET", f"/v1/{LOGIN}")

    assert (answer.status, answer.json) == (405, {"errors": ["unsupported operation"]})
