"""Logins to Vault, as doctor sees them: one as a request for a token would make, kept where it is kept."""

import errno
import json

import pytest

from tests.credprovider.doctor.patient import ALT, Patient
from tests.credprovider.doctor.vaulted import READ, SECRET, Vaulted, found, severities
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.vault_server import VaultServer

LOGIN = "auth/approle/login"


def as_role(vaulted: Vaulted, *settings: str, **role: object) -> None:
    """Log in as a role of AppRole that may read the secret. settings: more of `auth`. role: more of the role."""
    server = vaulted.server
    server.mount_auth("approle")
    server.policy("doctor-role", {READ: ["read"]})
    server.administer("POST", "auth/approle/role/ci", {"token_policies": ["doctor-role"], "token_ttl": "1h", **role})
    role_id = server.administer("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    made = server.administer("POST", "auth/approle/role/ci/secret-id", {})["data"]["secret_id"]
    vaulted.token = vaulted.patient.extra["SECRET_ID"] = made
    del vaulted.patient.extra["VAULT_TOKEN"]
    given = ", ".join([f'method = "approle", role-id = "{role_id}", secret-id-variable = "SECRET_ID"', *settings])
    vaulted.route(f'secret = "{SECRET}"', vault=f"auth = {{ {given} }}")


def asked(vaulted: Vaulted, before: int) -> list[str]:
    return [seen.path for seen in vaulted.server.audited()[before:]]


def test_the_login_that_is_kept_is_looked_at(vaulted: Vaulted) -> None:
    as_role(vaulted)
    before = len(vaulted.server.audited())
    report = vaulted.report()
    (route,) = report["registries"][0]["vault"]

    assert found(report) == {}
    assert (route["method"], route["attended"], route["inline"], route["kept"]) == ("approle", False, False, True)
    assert route["login"]["policies"] == ["default", "doctor-role"]
    assert asked(vaulted, before).count(LOGIN) == 1  # the provider's own


def test_a_login_that_is_refused(vaulted: Vaulted) -> None:
    as_role(vaulted)
    vaulted.token = vaulted.patient.extra["SECRET_ID"] = "5e3c0f66-nobody-knows-this"
    report = vaulted.report()

    assert severities(report) == {"vault-login-fails": "error"}
    assert "does not let the auth method `approle` log in" in found(report)["vault-login-fails"]["message"]


def test_a_role_whose_tokens_are_for_so_many_requests(vaulted: Vaulted) -> None:
    as_role(vaulted, token_num_uses=1)
    before = len(vaulted.server.audited())
    report = vaulted.report()

    assert severities(report) == {"vault-token-limited": "advice"}
    assert report["registries"][0]["vault"][0]["fields"] == ["note", "token"]
    assert "auth/token/lookup-self" not in asked(vaulted, before)


@pytest.fixture
def unkept(patient: Patient, vault_server: VaultServer) -> Vaulted:
    """A machine on which no login can be kept."""
    patient.provider.through = refusing(KEYCTL, errno.EPERM)
    return Vaulted(patient, vault_server)


def test_logins_that_cannot_be_kept(unkept: Vaulted) -> None:
    as_role(unkept)
    report = unkept.report()

    assert severities(report) == {"vault-logins-not-kept": "advice"}
    assert report["vault"]["logins_kept"] == "nowhere"
    has_inline = unkept.server.kind == "real"
    assert ("inline = true" in found(report)["vault-logins-not-kept"]["help"]) is has_inline


def test_logins_in_the_runtime_folder(unkept: Vaulted) -> None:
    folder = unkept.patient.provider.root / "runtime"
    folder.mkdir(mode=0o700)
    unkept.patient.extra["XDG_RUNTIME_DIR"] = str(folder)
    as_role(unkept)
    report = unkept.report()

    assert found(report) == {}
    assert report["vault"]["logins_kept"] == "runtime-folder"


def test_a_kept_login_that_was_revoked_is_made_anew(unkept: Vaulted) -> None:
    folder = unkept.patient.provider.root / "runtime"
    folder.mkdir(mode=0o700)
    unkept.patient.extra["XDG_RUNTIME_DIR"] = str(folder)
    unkept.patient.config(ALT)  # so that doctor alone asks Vault
    as_role(unkept)
    unkept.report()
    (kept,) = [path for path in (folder / "cargo-credprovider").iterdir() if path.suffix != ".lock"]
    unkept.server.revoke(json.loads(kept.read_text())["value"]["token"])
    before = len(unkept.server.audited())
    report = unkept.report()

    assert found(report) == {}
    assert report["registries"][0]["vault"][0]["kept"] is False
    assert asked(unkept, before).count(LOGIN) == 1


def test_a_token_of_the_environment_needs_no_place(unkept: Vaulted) -> None:
    assert found(unkept.report()) == {}


def test_logins_within_each_request(unkept: Vaulted) -> None:
    as_role(unkept, "inline = true")
    before = len(unkept.server.audited())
    report = unkept.report()

    assert found(report) == {}
    assert report["registries"][0]["vault"][0]["inline"] is True
    assert asked(unkept, before)[-1] == "auth/token/revoke-self"
