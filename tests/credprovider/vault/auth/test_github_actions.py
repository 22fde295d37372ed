"""The JWT that a job of GitHub Actions asks for: where the request goes, and what it carries."""

import json
import time
from collections.abc import Iterator

import pytest

from credprovider.vault.auth import open_method
from credprovider.vault.client import Client
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from tests.credprovider.provider import CANARY, Provider, token
from tests.credprovider.vault.auth.logins import POLICY, READ, Logins
from tests.credprovider.vault.scripted import Authority, Scripted, drip, reset, response, scripted
from tests.servers.signed_jwt import Signer
from tests.servers.vault_server import VaultServer

AUDIENCE = "https://vault.example.com:8200"
SETTINGS: dict[str, object] = {"method": "jwt", "role": "ci", "source": "github-actions", "audience": AUDIENCE}
SERVICE = "GitHub's token service at "


def gives(jwt: str) -> bytes:
    """Return the service's answer that gives a JWT."""
    return response(200, json.dumps({"count": 1, "value": jwt}).encode(), "Content-Type: application/json")


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> pytest.MonkeyPatch:
    """The variables of a job, without the URL, on a machine that trusts `authority`; Vault is elsewhere."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", f"{CANARY}.request")
    monkeypatch.setenv("VAULT_ADDR", "https://vault.invalid:8200")
    monkeypatch.setenv("VAULT_NAMESPACE", "team")
    return monkeypatch


def login() -> dict[str, object]:
    """Return the fields of the login."""
    return open_method(SETTINGS, Client(VaultConfig({}), lambda: 5.0)).login_request().fields


def refusal() -> str:
    with pytest.raises(VaultFailure) as raised:
        login()
    said = "\n".join([raised.value.message, *raised.value.causes])
    assert CANARY not in said
    return said


@pytest.fixture
def service(variables: pytest.MonkeyPatch, authority: Authority) -> Iterator[Scripted]:
    """GitHub's token service over TLS, which gives a JWT once."""
    with scripted([gives(f"{CANARY}.x.y")], authority.server("127.0.0.1")) as running:
        variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/run/7?api-version=2.0")
        yield running


def test_the_request_says_which_job_it_is_and_nothing_of_vault(service: Scripted) -> None:
    assert login() == {"jwt": f"{CANARY}.x.y", "role": "ci"}
    lines = service.requests[0].split("\r\n")

    assert lines[0] == "GET /run/7?api-version=2.0&audience=https%3A%2F%2Fvault.example.com%3A8200 HTTP/1.1"
    assert set(lines[1:]) == {
        *("Host: " + service.address.removeprefix("https://"), f"Authorization: Bearer {CANARY}.request"),
        *("Accept: application/json; api-version=2.0", "Connection: close", ""),
    }


@pytest.mark.parametrize("name", ["VAULT_SKIP_VERIFY", "VAULT_CACERT"])
def test_what_is_said_of_vaults_certificate_is_not_said_of_githubs(
    variables: pytest.MonkeyPatch, authority: Authority, name: str
) -> None:
    variables.delenv("SSL_CERT_FILE")
    variables.setenv(name, "true" if name == "VAULT_SKIP_VERIFY" else str(authority.file))
    with scripted([gives("a.b.c")], authority.server("127.0.0.1")) as running:
        variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/run/7?x")

        assert f"{SERVICE}{running.address.removeprefix('https://')} is not spoken to" in refusal()
        assert not running.requests


@pytest.mark.parametrize("missing", ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
def test_a_job_without_the_permission(service: Scripted, variables: pytest.MonkeyPatch, missing: str) -> None:
    variables.delenv(missing)

    said = refusal()
    assert f"GitHub Actions gives this job no JWT: the variable {missing} is not set" in said
    assert "`permissions: id-token: write`" in said
    assert service.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://token.actions.example/x",
        "http://127.0.0.1.evil.example/x",
        "https://user:pw@token.actions.example/x",
        "ftp://token.actions.example/x",
        "token.actions.example",
        "https://",
        "https://token.actions.example/a b",
        "https://token.actions.example/a#b",
        "https://token.actions.example/a\nX: y",
        "unix:///run/x",
    ],
)
def test_an_address_that_could_lead_elsewhere(variables: pytest.MonkeyPatch, url: str) -> None:
    # abuse case 73
    variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", url)

    assert "the address of GitHub's token service in the variable ACTIONS_ID_TOKEN_REQUEST_URL cannot" in refusal()


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (response(403, CANARY.encode()), "does not give this job a JWT (status 403)"),
        (response(302, b"", "Location: https://evil.example/"), "does not give this job a JWT (status 302)"),
        (response(200, CANARY.encode()), "the JWT in the answer of GitHub's token service at"),
        (response(200, b"[]"), "is empty"),
        (response(200, b'{"value":7}'), "is empty"),
        (gives("a b"), "is not one"),
        (gives("a\nX-Evil: b"), "is not one"),
        (b"nonsense\r\n\r\n", "what the server answers is not HTTP/1.1"),
    ],
)
def test_an_answer_that_is_no_jwt(variables: pytest.MonkeyPatch, answer: bytes, what: str) -> None:
    with scripted([answer]) as running:
        variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/x")

        said = refusal()
        assert what.replace("127.0.0.1", running.address) in said
        assert "Vault" not in said
        assert running.connections == 1


def test_a_service_that_is_busy_is_asked_once_more(variables: pytest.MonkeyPatch) -> None:
    for first in (reset, response(503)):
        with scripted([first, gives("a.b.c")]) as running:
            variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/x")
            assert login()["jwt"] == "a.b.c"
    with scripted([reset, reset, gives("a.b.c")]) as running:
        variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/x")
        assert "gives no answer\nthe connection to http://127.0.0.1" in refusal()


def test_a_service_that_hangs(variables: pytest.MonkeyPatch) -> None:
    # abuse case 43
    with scripted([drip(gives("a.b.c"), 0.2)]) as running:
        variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/x")
        start = time.monotonic()
        with pytest.raises(VaultFailure) as raised:
            open_method(SETTINGS, Client(VaultConfig({}), lambda: 0.6)).login_request()

    assert time.monotonic() - start < 2
    assert "gives no answer" in raised.value.message
    assert "did not answer in time" in raised.value.causes[0]


def test_an_expired_jwt_is_not_shown_to_vault(variables: pytest.MonkeyPatch) -> None:
    with scripted([gives(Signer().jwt(exp=1_700_000_000))]) as running:
        variables.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{running.address}/x")

        assert "the JWT has expired: it was good until 2023-11-14" in refusal()


def test_a_job_asks_github_once_and_logs_in_once(provider: Provider, vault_server: VaultServer) -> None:
    logins, signer = Logins(provider, vault_server, "jwt"), Signer()
    vault_server.mount_auth("jwt")
    vault_server.administer("POST", "auth/jwt/config", {"jwt_validation_pubkeys": [signer.public_key]})
    role = {"role_type": "jwt", "user_claim": "repository", "bound_audiences": [AUDIENCE], "token_policies": [POLICY]}
    vault_server.administer("POST", "auth/jwt/role/ci", role)
    logins.settings(f', role = "ci", source = "github-actions", audience = "{AUDIENCE}"')
    before = len(logins.requests())

    with scripted([gives(signer.jwt(aud=AUDIENCE, repository="acme/app"))]) as running:
        provider.extra["ACTIONS_ID_TOKEN_REQUEST_URL"] = f"{running.address}/x?api-version=2.0"
        provider.extra["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = CANARY
        assert [logins.get() for _ in range(2)] == [token(CANARY)] * 2
        assert running.connections == 1
    assert logins.requests()[before:] == ["auth/jwt/login", READ, READ]
