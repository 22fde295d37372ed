"""A route to Vault, as doctor sees it: who we are, which engine, which rights, and the secret."""

import pytest

from tests.credprovider.doctor.vaulted import READ, SECRET, Vaulted, found, severities
from tests.credprovider.provider import CANARY

API_PATH = SECRET.replace("kv/", "kv/data/")


def test_nothing_is_wrong(vaulted: Vaulted) -> None:
    report = vaulted.report()
    (route,) = report["registries"][0]["vault"]

    assert found(report) == {}
    assert (route["secret"], route["method"], route["kept"]) == (SECRET, "token", False)
    assert route["operations"] == ["read", "publish", "yank", "unyank", "owners"]
    assert route["login"]["policies"] == ["default", "read-kv.data.doctor.all"]
    assert 3500 < route["login"]["ttl"] <= 3600
    assert route["mount"] == {"path": "kv", "type": "kv", "engine": "kv-v2"}
    assert route["capabilities"] == {"path": API_PATH, "granted": ["read"]}
    assert route["fields"] == ["note", "token"]
    assert route["milliseconds"]["read"] > 0


def test_the_same_for_people(vaulted: Vaulted) -> None:
    told = vaulted.patient.run("alt").stdout

    assert f"\n  Vault for every operation: {SECRET}\n" in told
    login = told.partition(
        "    login by token as token (auth/token/create), policies: default, read-kv.data.doctor.all; "
    )
    assert login[2].startswith(("for 59 min 5", "for 1 h more"))
    assert "    KV version 2 at kv/\n" in told
    assert f"    the token may read at {API_PATH}\n" in told
    assert "    fields: note, token\n" in told
    assert vaulted.token not in told


def test_doctor_reads_once_and_changes_nothing(vaulted: Vaulted) -> None:
    before = len(vaulted.server.audited())
    vaulted.report()
    asked = [(seen.operation, seen.path) for seen in vaulted.server.audited()[before:]]

    assert sorted(asked) == sorted(
        [
            ("read", API_PATH),  # the provider's own
            ("read", "auth/token/lookup-self"),
            ("read", f"sys/internal/ui/mounts/{SECRET}"),
            ("update", "sys/capabilities-self"),
            ("read", API_PATH),
        ]
    )


@pytest.mark.parametrize("gone", ["revoked", "never given"])
def test_a_token_that_is_not_valid(gone: str, vaulted: Vaulted) -> None:
    if gone == "revoked":
        vaulted.server.revoke(vaulted.token)
    else:
        vaulted.be("s.neverGivenByAnybody")
    report = vaulted.report()

    assert severities(report) == {"vault-token-invalid": "error"}
    assert "is not valid or has expired" in found(report)["vault-token-invalid"]["message"]


def test_no_token_at_all(vaulted: Vaulted) -> None:
    del vaulted.patient.extra["VAULT_TOKEN"]
    report = vaulted.report()

    assert severities(report) == {"vault-login-fails": "error"}
    assert found(report)["vault-login-fails"]["message"] == "there is no Vault token"


def test_a_token_that_ends_soon(vaulted: Vaulted) -> None:
    vaulted.be(vaulted.server.token(["read-kv.data.doctor.all"], ttl="90s"))
    report = vaulted.report()

    assert severities(report) == {"vault-token-ends": "warning"}


def test_a_token_for_so_many_requests_is_looked_up_once(vaulted: Vaulted) -> None:
    vaulted.be(vaulted.server.token(["read-kv.data.doctor.all"], num_uses=5))
    before = len(vaulted.server.audited())
    report = vaulted.report()

    assert severities(report) == {"vault-token-limited": "warning"}
    assert "good for 3 more requests" in found(report)["vault-token-limited"]["message"]
    asked = [seen.path for seen in vaulted.server.audited()[before:]]
    assert asked == [API_PATH, "auth/token/lookup-self"]


def test_roots_token(vaulted: Vaulted) -> None:
    vaulted.be(vaulted.server.root_token)

    assert severities(vaulted.report()) == {"vault-root-token": "warning"}


def test_a_token_that_may_not_look_at_itself(vaulted: Vaulted) -> None:
    vaulted.server.policy("doctor-blind", {READ: ["read"], "auth/token/lookup-self": ["deny"]})
    vaulted.be(vaulted.server.token(["doctor-blind"]))
    report = vaulted.report()

    assert severities(report) == {"vault-no-lookup": "advice"}
    assert report["registries"][0]["vault"][0]["fields"] == ["note", "token"]


def test_a_missing_policy(vaulted: Vaulted) -> None:
    vaulted.route('secret = "kv/doctor-other/registry"')
    report = vaulted.report()

    assert severities(report) == {"vault-may-not-read": "error"}
    line = 'path "kv/data/doctor-other/registry" { capabilities = ["read"] }'
    assert found(report)["vault-may-not-read"]["help"] == f"a policy of the token must have: {line}"


def test_more_rights_than_are_needed(vaulted: Vaulted) -> None:
    vaulted.server.policy("doctor-broad", {READ: ["read", "list", "update", "delete"]})
    vaulted.be(vaulted.server.token(["doctor-broad"]))
    report = vaulted.report()

    assert severities(report) == {"vault-too-broad": "advice"}
    assert "may also delete, update kv/doctor/registry" in found(report)["vault-too-broad"]["message"]


def test_a_mount_of_version_1(vaulted: Vaulted) -> None:
    vaulted.server.write_secret("kv1/doctor", {"token": CANARY})
    vaulted.be(vaulted.server.token_reading("kv1/doctor"))
    vaulted.route('secret = "kv1/doctor"')
    report = vaulted.report()
    (route,) = report["registries"][0]["vault"]

    assert severities(report) == {"vault-engine": "error"}
    assert found(report)["vault-engine"]["help"] == 'write engine = "kv-v1" into the route'
    assert found(report)["vault-engine"]["place"]["path"].endswith("/credprovider.toml")
    assert route["capabilities"] == {"path": "kv1/doctor", "granted": ["read"]}
    vaulted.route('secret = "kv1/doctor"', 'engine = "kv-v1"')
    assert found(vaulted.report()) == {}


def test_a_mount_of_two_parts(vaulted: Vaulted) -> None:
    server = vaulted.server
    server.mount_engine("doctor-team/kv", "kv", version="2")
    server.administer("POST", "doctor-team/kv/data/registry", {"data": {"token": CANARY}})
    vaulted.be(server.token_reading("doctor-team/kv/data/*"))
    vaulted.route('secret = "doctor-team/kv/registry"')
    report = vaulted.report()

    assert severities(report) == {"vault-engine": "error"}
    edit = 'write engine = "kv-v2" and mount = "doctor-team/kv" into the route'
    assert found(report)["vault-engine"]["help"] == edit
    vaulted.route('secret = "doctor-team/kv/registry"', 'engine = "kv-v2"', 'mount = "doctor-team/kv"')
    assert found(vaulted.report()) == {}


def test_a_mount_that_is_not_there(vaulted: Vaulted) -> None:
    vaulted.route('secret = "vk/doctor/registry"')
    report = vaulted.report()

    assert severities(report) == {"vault-mount": "error"}
    assert 'path "vk/data/doctor/registry"' in found(report)["vault-mount"]["help"]


def test_a_secret_that_people_own(vaulted: Vaulted) -> None:
    vaulted.route(f'secret = "{SECRET}"', "writable = true")
    assert severities(vaulted.report()) == {"vault-may-not-write": "warning"}

    vaulted.server.policy("doctor-owner", {READ: ["read", "create", "update"]})
    vaulted.be(vaulted.server.token(["doctor-owner"]))
    assert found(vaulted.report()) == {}
