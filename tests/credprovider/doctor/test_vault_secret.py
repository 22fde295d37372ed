"""The secret of a route to Vault, as doctor sees it: whether it is there, whose it is, and until when."""

import pytest

from tests.credprovider.doctor.patient import ALT, ids
from tests.credprovider.doctor.vaulted import READ, SECRET, Vaulted, found, severities
from tests.credprovider.provider import CANARY
from tests.servers.broker import running_broker


def test_no_such_secret(vaulted: Vaulted) -> None:
    vaulted.route('secret = "kv/doctor/absent"')
    report = vaulted.report()

    assert severities(report) == {"vault-no-secret": "warning"}
    assert "`bao kv put kv/doctor/absent token=-`" in found(report)["vault-no-secret"]["help"]


def test_a_secret_that_was_deleted(vaulted: Vaulted) -> None:
    vaulted.server.delete_latest(SECRET)

    assert severities(vaulted.report()) == {"vault-secret": "error"}


def test_a_token_that_its_owner_has_taken_out(vaulted: Vaulted) -> None:
    vaulted.server.policy("doctor-owner", {READ: ["create", "update", "read"], "kv/delete/doctor/*": ["update"]})
    vaulted.be(vaulted.server.token(["doctor-owner"]))
    vaulted.route(f'secret = "{SECRET}"', "writable = true")
    vaulted.server.delete_latest(SECRET)
    report = vaulted.report()

    assert severities(report)["vault-no-secret"] == "warning"
    assert "vault-secret" not in severities(report)
    assert "`cargo login`" in found(report)["vault-no-secret"]["help"]


def test_a_field_that_is_not_there(vaulted: Vaulted) -> None:
    vaulted.route(f'secret = "{SECRET}#tokn"')
    report = vaulted.report()

    assert severities(report) == {"vault-secret": "error"}
    assert "it has `note`, `token`" in found(report)["vault-secret"]["help"]


def test_a_secret_of_another_registry(vaulted: Vaulted) -> None:
    # abuse case 33
    metadata = {"index": "sparse+https://other.example/index/"}
    vaulted.server.describe_secret(SECRET, custom_metadata=metadata)

    assert severities(vaulted.report()) == {"vault-bound-elsewhere": "error"}


@pytest.mark.parametrize("expires", ["2001-02-03", "2001-02-03T04:05:06Z"])
def test_a_secret_that_its_owner_has_to_renew(expires: str, vaulted: Vaulted) -> None:
    vaulted.server.describe_secret(SECRET, custom_metadata={"expires": expires, "owner": "team-build"})
    report = vaulted.report()

    assert severities(report)["vault-secret-ends"] == "warning"
    assert found(report)["vault-secret-ends"]["help"].endswith("by its owner: team-build")
    assert report["registries"][0]["vault"][0]["owner"] == "team-build"


def test_a_command_to_type_runs_nothing_that_a_project_has_written_into_a_path(vaulted: Vaulted) -> None:
    vaulted.route('secret = "kv/doctor/a;$(id)#token `id`"')
    report = vaulted.report()

    assert "`bao kv put 'kv/doctor/a;$(id)' 'token `id`=-'`" in found(report)["vault-no-secret"]["help"]


def test_a_version_that_ends_soon(vaulted: Vaulted) -> None:
    vaulted.server.describe_secret("kv/doctor/short", delete_version_after="3600s")
    vaulted.server.write_secret("kv/doctor/short", {"token": CANARY})
    vaulted.route('secret = "kv/doctor/short"')
    report = vaulted.report()

    assert severities(report) == {"vault-secret-ends": "warning"}
    assert report["registries"][0]["vault"][0]["expires"] is not None


def test_operations_that_are_kept_apart_for_nothing(vaulted: Vaulted) -> None:
    vaulted.server.write_secret("kv/doctor/publish", {"token": CANARY})
    vaulted.route(f'secret = "{SECRET}"', 'publish = { secret = "kv/doctor/publish" }')
    report = vaulted.report()

    assert severities(report) == {"vault-same-token": "advice"}
    operations = [route["operations"] for route in report["registries"][0]["vault"]]
    assert operations == [["read", "yank", "unyank", "owners"], ["publish"]]


def test_one_bad_route_hides_no_other(vaulted: Vaulted) -> None:
    vaulted.route(f'secret = "{SECRET}"', 'publish = { secret = "kv/doctor/absent" }')
    report = vaulted.report()

    assert severities(report) == {"vault-no-secret": "warning"}
    assert [route["fields"] for route in report["registries"][0]["vault"]] == [["note", "token"], None]


def test_a_secret_for_each_operation_and_crate(vaulted: Vaulted) -> None:
    vaulted.server.write_secret("kv/doctor/for/read", {"token": CANARY})
    vaulted.route('secret = "kv/doctor/for/{operation}"', 'publish = { secret = "kv/doctor/crates/{crate}" }')
    report = vaulted.report()
    routes = report["registries"][0]["vault"]

    assert [route["operations"] for route in routes] == [["read"], ["publish"], ["yank"], ["unyank"], ["owners"]]
    assert [name for name in ids(report) if "vault" in name] == ["warning[vault-no-secret]"] * 3
    assert "each crate has a secret of its own" in routes[1]["unseen"]


def test_a_place_that_no_read_can_have(vaulted: Vaulted) -> None:
    vaulted.route('secret = "kv/doctor/crates/{crate}"')

    assert severities(vaulted.report()) == {"vault-place": "error"}


def test_a_wrapped_secret_is_not_used_up(vaulted: Vaulted) -> None:
    vaulted.patient.config(ALT)  # so that doctor alone could unwrap it
    vaulted.patient.extra["WRAPPED"] = wrapping = vaulted.server.wrap("kv/data/doctor/registry")
    vaulted.route(f'secret = "{SECRET}"', 'wrapping-token-variable = "WRAPPED"')
    report = vaulted.report()

    assert "comes wrapped" in report["registries"][0]["vault"][0]["unseen"]
    unwrapped = vaulted.server.request("POST", "/v1/sys/wrapping/unwrap", {}, token=wrapping)
    assert unwrapped.json["data"]["data"]["token"] == CANARY


def test_a_secret_that_each_read_makes_is_not_made(vaulted: Vaulted) -> None:
    with running_broker() as broker:
        vaulted.server.make_accounts(broker.address, ttl="1h")
        vaulted.be(vaulted.server.token_reading("rabbitmq/creds/cargo"))
        vaulted.patient.config(ALT)
        vaulted.route('secret = "rabbitmq/creds/cargo#password"', 'engine = "dynamic"')
        report = vaulted.report()
        vaulted.server.administer("DELETE", "sys/mounts/rabbitmq")

    assert found(report) == {}
    assert report["registries"][0]["vault"][0]["mount"]["type"] == "rabbitmq"
    assert broker.made == 0
