"""Who asks a Vault for what: its secrets, policies and roles, and the provider's settings for each way of asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.canary import CANARY
from tests.cargo_home import cargo_environment
from tests.servers.signed_jwt import Signer
from tests.servers.vault_server import VaultServer

POLICY = "proof-reads"
SECRETS = 5
_CLAIMS = {"iss": "https://ci.example", "aud": "vault", "sub": "job", "project": "acme"}


def url(number: int) -> str:
    """Return the index URL of one of the registries."""
    return f"sparse+https://registry-{number}.example/index/"


def token(number: int) -> str:
    """Return the token of that registry; no two are alike."""
    return f"{CANARY}-{number}"


@dataclass(frozen=True)
class Jobs:
    """vault: set up for all of them. address: where they ask. signer: signs the JWTs of the CI system. role_id: of the
    role `builder`.
    """

    vault: VaultServer
    address: str
    signer: Signer
    role_id: str

    def home(self, folder: Path, auth: str, address: str = "", more: str = "") -> dict[str, str]:
        """Write settings into `folder` that log in by `auth`, and return the environment that uses them.

        auth: the table `auth` of `[vault]`, "" for VAULT_TOKEN. address: another one to ask at.
        more: further tables.
        """
        environment = cargo_environment(folder_made(folder))
        lines = [
            *("[vault]", f'address = "{address or self.address}"', f'ca-file = "{self.vault.ca_file}"'),
            *([f"auth = {auth}"] if auth else []),
            *(f'[registries."{url(each)}"]\nstore = "vault"\nsecret = "kv/proof/{each}"' for each in range(SECRETS)),
            more,
        ]
        home = folder_made(folder / "cargo-home")
        (home / "credprovider.toml").write_text("\n".join(lines))
        return environment

    def with_token(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the environment with a Vault token that may read the secrets."""
        return {**environment, "VAULT_TOKEN": self.vault.token([POLICY])}

    def with_jwt(self, environment: Mapping[str, str], job: str) -> dict[str, str]:
        """Return the environment of the CI job called `job`, with its own JWT."""
        return {**environment, "JOB_JWT": self.signer.jwt(**_CLAIMS, jti=job)}

    @property
    def approle(self) -> str:
        """The settings that log in as the role `builder`."""
        return f'{{ method = "approle", role-id = "{self.role_id}" }}'


JWT = '{ method = "jwt", role = "ci", variable = "JOB_JWT" }'
JWT_INLINE = '{ method = "jwt", role = "ci", variable = "JOB_JWT", inline = true }'


def folder_made(folder: Path) -> Path:
    """Make a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def set_up(vault: VaultServer, address: str) -> Jobs:
    """Write the secrets, the policy, a role of AppRole and one of JWT. address: where it will be asked."""
    for number in range(SECRETS):
        vault.write_secret(f"kv/proof/{number}", {"token": token(number)})
    vault.policy(POLICY, {"kv/data/proof/*": ["read"]})
    vault.mount_auth("approle")
    builder = {"token_policies": [POLICY], "token_ttl": "1h", "bind_secret_id": False}
    # A role without a secret_id must say from where its logins come.
    vault.administer("POST", "auth/approle/role/builder", {**builder, "token_bound_cidrs": ["127.0.0.0/8"]})
    role_id = vault.administer("GET", "auth/approle/role/builder/role-id")["data"]["role_id"]
    signer = Signer()
    vault.mount_auth("jwt")
    issuer = {"jwt_validation_pubkeys": [signer.public_key], "bound_issuer": _CLAIMS["iss"]}
    vault.administer("POST", "auth/jwt/config", issuer)
    role = {"role_type": "jwt", "user_claim": "sub", "token_policies": [POLICY], "token_ttl": "10m"}
    bound = {"bound_audiences": ["vault"], "bound_claims": {"project": "acme"}}
    vault.administer("POST", "auth/jwt/role/ci", {**role, **bound})
    return Jobs(vault, address, signer, role_id)
