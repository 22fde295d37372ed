"""The Vault that routes lead to, as doctor sees it: the way there, its certificate, and its state."""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.credprovider.doctor.patient import OURS, Patient
from tests.credprovider.doctor.vaulted import SECRET, Vaulted, found, severities
from tests.credprovider.provider import CANARY, INDEX
from tests.credprovider.vault.scripted import Authority, drip, response, scripted
from tests.servers.certificates import issue
from tests.servers.processes import free_port
from tests.servers.vault import standin_vault
from tests.servers.web_proxy import web_proxy


def test_the_way_to_a_server_and_its_state(vaulted: Vaulted) -> None:
    server = vaulted.report()["vault"]

    assert server["address"] == vaulted.server.address
    assert (server["address_from"], server["namespace"], server["proxy"]) == ("VAULT_ADDR", None, None)
    assert server["trust"] == f"the CA file {vaulted.server.ca_file}"
    assert server["protocol"] == "TLSv1.3"
    assert server["certificate"]["names"] == ["127.0.0.1", "localhost"]
    assert "trustme" in server["certificate"]["issuer"]
    assert server["certificate"]["ends"] > time.time()
    assert (server["health"]["initialized"], server["health"]["sealed"]) == (True, False)
    assert abs(server["health"]["clock_ahead"]) <= 2
    assert (server["logins_kept"], server["serves"]) == ("kernel", True)
    assert all(value > 0 for value in server["milliseconds"].values())
    product = {"real": "OpenBao", "stand-in": ""}[vaulted.server.kind]
    assert server["health"]["product"] == product


def test_the_same_for_people(vaulted: Vaulted) -> None:
    told = vaulted.patient.run("alt").stdout

    assert f"\nvault     {vaulted.server.address} (VAULT_ADDR)\n" in told
    assert f"\n          trust: the CA file {vaulted.server.ca_file}\n" in told
    assert "\n          certificate for 127.0.0.1, localhost, until 3000-01-01, issued by " in told
    assert ", TLSv1.3 " in told
    assert "\n          logins are kept in the kernel's keyring\n" in told


def test_the_way_through_a_proxy(vaulted: Vaulted) -> None:
    port = urlsplit(vaulted.server.address).port or 0
    with web_proxy(port) as proxy:
        vaulted.patient.extra["VAULT_PROXY_ADDR"] = proxy.address.replace("http://", f"http://user:{CANARY}@")
        report = vaulted.report()

    assert found(report) == {}
    assert report["vault"]["proxy"] == proxy.address
    assert report["vault"]["health"]["sealed"] is False
    assert set(report["vault"]["milliseconds"].values()) == {None}


def test_what_names_the_address(vaulted: Vaulted) -> None:
    address = vaulted.server.address
    vaulted.route(f'secret = "{SECRET}"', vault=f'address = "{address}"')
    assert vaulted.report()["vault"]["address_from"] == "settings"

    vaulted.route(f'secret = "{SECRET}"')
    vaulted.patient.extra["BAO_ADDR"] = address
    assert vaulted.report()["vault"]["address_from"] == "BAO_ADDR"
    vaulted.patient.extra["VAULT_AGENT_ADDR"] = address
    assert vaulted.report()["vault"]["address_from"] == "VAULT_AGENT_ADDR"


def test_no_vault_is_looked_for_where_no_route_leads_to_one(patient: Patient) -> None:
    patient.extra["VAULT_ADDR"] = f"https://127.0.0.1:{free_port()}"

    assert patient.report()["vault"] is None


def test_a_sealed_vault(vaulted: Vaulted) -> None:
    vaulted.patient.provider.extra["CREDPROVIDER_TIMEOUT"] = "3"  # so long the provider waits for an election
    vaulted.server.seal()
    try:
        report = vaulted.report()
    finally:
        vaulted.server.unseal()

    assert severities(report) == {"vault-sealed": "error"}
    assert found(report)["vault-sealed"]["message"].endswith(" is sealed (0 of 1 keys given)")
    assert report["vault"]["health"]["sealed"] is True
    assert report["registries"][0]["vault"][0]["login"] is None


def test_a_namespace_that_is_not_there(vaulted: Vaulted) -> None:
    vaulted.patient.extra["BAO_NAMESPACE"] = "nowhere"
    report = vaulted.report()

    assert severities(report) == {"vault-namespace": "error"}
    assert found(report)["vault-namespace"]["message"].endswith(" has no namespace `nowhere`")
    assert report["vault"]["namespace"] == "nowhere"


def test_a_ca_that_did_not_sign(vaulted: Vaulted, tmp_path: Path) -> None:
    vaulted.patient.extra["VAULT_CACERT"] = str(Authority(tmp_path).file)
    report = vaulted.report()

    assert severities(report) == {"vault-unreachable": "error"}
    message = found(report)["vault-unreachable"]["message"]
    assert message.startswith(f"the certificate of Vault at {vaulted.server.address} is not accepted: ")
    assert "trustme" in report["vault"]["certificate"]["issuer"]  # which one it is, all the same
    assert report["vault"]["milliseconds"]["tls"] is None


def test_a_certificate_that_nobody_checks(vaulted: Vaulted) -> None:
    vaulted.patient.extra["VAULT_SKIP_VERIFY"] = "true"
    report = vaulted.report()

    assert severities(report) == {"vault-unverified": "warning"}
    assert found(report)["vault-unverified"]["place"]["path"] == "VAULT_SKIP_VERIFY"
    assert report["vault"]["certificate"]["names"] == ["127.0.0.1", "localhost"]


def test_settings_that_cannot_be_used(vaulted: Vaulted) -> None:
    vaulted.patient.extra["VAULT_SKIP_VERIFY"] = "perhaps"
    report = vaulted.report()

    assert severities(report) == {"vault-settings": "error"}
    assert "VAULT_SKIP_VERIFY must be `true` or `false`" in found(report)["vault-settings"]["message"]
    assert report["vault"]["address"] is None


def test_nobody_listens(vaulted: Vaulted) -> None:
    vaulted.patient.extra["VAULT_ADDR"] = f"https://127.0.0.1:{free_port()}"
    report = vaulted.report()

    assert severities(report) == {"vault-unreachable": "error"}
    assert found(report)["vault-unreachable"]["message"].endswith("cannot be reached: Connection refused")
    assert report["vault"]["milliseconds"]["connect"] is None


def test_a_server_that_hangs_ends_with_what_was_found_before(vaulted: Vaulted) -> None:
    # abuse case 41
    vaulted.patient.extra["CREDPROVIDER_TIMEOUT"] = "1"
    vaulted.server.server.process.pause()
    began = time.monotonic()
    try:
        report = vaulted.report()
    finally:
        vaulted.server.server.process.resume()

    assert time.monotonic() - began < 20
    assert severities(report) == {"vault-unreachable": "error"}
    assert report["vault"]["address"] == vaulted.server.address
    assert report["vault"]["milliseconds"]["connect"] is not None
    assert report["vault"]["serves"] is False


def test_what_answers_is_no_vault(vaulted: Vaulted) -> None:
    page = response(200, b"<html>welcome</html>", "Content-Type: text/html")
    with scripted([page] * 4) as server:
        vaulted.patient.extra["VAULT_ADDR"] = server.address
        report = vaulted.report()

    assert severities(report) == {"vault-unknown-server": "error"}


def test_an_answer_that_never_ends(vaulted: Vaulted) -> None:
    # abuse case 43
    vaulted.patient.extra["CREDPROVIDER_TIMEOUT"] = "1"
    slow = drip(response(200, b"x" * 1000), 0.1)
    with scripted([slow] * 4) as server:
        vaulted.patient.extra["VAULT_ADDR"] = server.address
        report = vaulted.report()

    assert severities(report) == {"vault-unreachable": "error"}


@contextmanager
def standing_in(
    patient: Patient, folder: Path, health: Mapping[str, object], not_after: datetime | None = None
) -> Iterator[Vaulted]:
    """A machine whose Vault is a stand-in of this test alone. health: what it says of itself."""
    folder.mkdir()
    with standin_vault(folder, health, not_after) as server:
        yield Vaulted(patient, server)


@pytest.mark.parametrize(
    ("ahead", "words"), [(3600, " s ahead of this machine's"), (-3600, " s behind this machine's")]
)
def test_a_clock_that_is_wrong(ahead: int, words: str, patient: Patient, tmp_path: Path) -> None:
    now = int(time.time())
    with standing_in(patient, tmp_path / "vault", {"server_time_utc": now + ahead}) as vaulted:
        report = vaulted.report()

    assert severities(report) == {"vault-clock": "warning"}
    assert words in found(report)["vault-clock"]["message"]
    assert abs(report["vault"]["health"]["clock_ahead"] - ahead) < 60


def test_a_standby(patient: Patient, tmp_path: Path) -> None:
    with standing_in(patient, tmp_path / "vault", {"standby": True}) as vaulted:
        report = vaulted.report()

    assert severities(report) == {"vault-standby": "advice"}
    assert report["registries"][0]["vault"][0]["fields"] == ["note", "token"]


@pytest.mark.parametrize(
    ("health", "name"),
    [({"initialized": False}, "vault-not-initialised"), ({"replication_dr_mode": "secondary"}, "vault-standby")],
)
def test_a_server_that_gives_no_secrets(health: dict[str, object], name: str, patient: Patient, tmp_path: Path) -> None:
    with standing_in(patient, tmp_path / "vault", health) as vaulted:
        report = vaulted.report()

    assert severities(report) == {name: "error"}
    assert report["vault"]["serves"] is False


@pytest.mark.parametrize(("version", "product"), [("1.18.3", "Vault"), ("2.4.0", "OpenBao"), ("next", "")])
def test_which_product_it_is(version: str, product: str, patient: Patient, tmp_path: Path) -> None:
    with standing_in(patient, tmp_path / "vault", {"version": version}) as vaulted:
        health = vaulted.report()["vault"]["health"]

    assert (health["product"], health["version"]) == (product, version)


def test_a_certificate_that_ends_soon(patient: Patient, tmp_path: Path) -> None:
    with standing_in(patient, tmp_path / "vault", {}, datetime.now(UTC) + timedelta(days=3)) as vaulted:
        report = vaulted.report()

    assert severities(report) == {"vault-certificate-ends": "warning"}
    assert "ends in 3 days" in found(report)["vault-certificate-ends"]["message"]


def test_a_certificate_that_has_ended(patient: Patient, tmp_path: Path) -> None:
    files = issue(tmp_path, datetime.now(UTC) - timedelta(days=3))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.chain, files.key)
    with scripted([b""] * 8, context) as server:
        patient.config(OURS)
        patient.provider.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "{SECRET}"\n')
        patient.extra |= {"VAULT_ADDR": server.address, "VAULT_CACERT": str(files.ca), "VAULT_TOKEN": CANARY}
        report = patient.report("alt")

    assert severities(report) == {"vault-certificate-ends": "warning", "vault-unreachable": "error"}
    assert "ended 3 days ago" in found(report)["vault-certificate-ends"]["message"]
    assert "certificate has expired" in found(report)["vault-unreachable"]["message"]
    assert server.requests == []
