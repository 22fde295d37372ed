"""A login in the headers of the read: OpenBao's inline auth."""

import pytest

from credprovider.vault.auth.inline import inline_headers
from credprovider.vault.auth.interface import LoginRequest
from credprovider.vault.failures import VaultFailure
from credprovider.vault.kv import SecretPlace, read_secret
from credprovider.vault.session import Session
from tests.credprovider.provider import CANARY, Provider, token
from tests.credprovider.vault.auth.logins import POLICY, READ, Logins
from tests.credprovider.vault.scripted import OK, reset, response, scripted
from tests.servers.signed_jwt import Signer
from tests.servers.vault_server import VaultServer

LOGIN = "auth/jwt/login"
NOBODY = b'{"errors":["permission denied"]}'


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def jwt(provider: Provider, vault_server: VaultServer, signer: Signer) -> Logins:
    """Settings that log in with a job's JWT in every read."""
    made = Logins(provider, vault_server, "jwt")
    vault_server.mount_auth("jwt")
    vault_server.administer("POST", "auth/jwt/config", {"jwt_validation_pubkeys": [signer.public_key]})
    role = {"role_type": "jwt", "user_claim": "sub", "bound_audiences": ["vault"]}
    vault_server.administer("POST", "auth/jwt/role/ci", {**role, "token_policies": [POLICY]})
    vault_server.administer("POST", "auth/jwt/role/reads-nothing", role)
    provider.extra["VAULT_ID_TOKEN"] = signer.jwt(aud="vault", sub="job", canary=CANARY)
    made.settings(', role = "ci", variable = "VAULT_ID_TOKEN", inline = true')
    return made


def test_every_read_logs_in_and_nothing_is_kept(jwt: Logins) -> None:
    before = len(jwt.requests())

    assert [jwt.get() for _ in range(2)] == [token(CANARY)] * 2
    assert jwt.requests()[before:] == [LOGIN, READ] * 2
    assert not list((jwt.provider.root / "runtime").rglob("*"))


def test_a_refused_login_is_not_taken_for_a_missing_right(jwt: Logins, signer: Signer) -> None:
    # abuse case 65
    jwt.provider.extra["VAULT_ID_TOKEN"] = signer.jwt(aud="other", sub="job", canary=CANARY)

    said = jwt.error()
    assert "does not let the auth method `jwt` log in as the role `ci`\nthe JWT is made for another audience" in said
    assert "may not read" not in said


def test_a_missing_right_is_not_taken_for_a_refused_login(jwt: Logins) -> None:
    before = jwt.logins()
    jwt.settings(', role = "reads-nothing", variable = "VAULT_ID_TOKEN", inline = true')

    assert "may not read kv/logins/registry" in jwt.error()
    assert jwt.logins() == before + 1


def test_a_method_that_is_not_mounted(jwt: Logins) -> None:
    jwt.settings(', mount = "gitlab", role = "ci", variable = "VAULT_ID_TOKEN", inline = true')

    assert "is the method mounted at auth/gitlab?" in jwt.error()


@pytest.fixture
def session_table(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A `[vault]` without its address, that logs in inline with the JWT `CANARY`."""
    monkeypatch.setenv("JOB", f"a.{CANARY}.c")
    return {"auth": {"method": "jwt", "variable": "JOB", "inline": True}, "namespace": "team"}


def read(table: dict[str, object], address: str) -> str:
    """Read a secret; return the token, or the refusal as lines."""
    place = SecretPlace("kv/x")
    try:
        return read_secret(Session({**table, "address": address}, lambda: 5.0), place).text(place)
    except VaultFailure as failure:
        return "\n".join([failure.message, *failure.causes])


def test_the_login_is_in_the_headers_and_no_token_is(session_table: dict[str, object]) -> None:
    with scripted([response(200, OK)]) as running:
        assert read(session_table, running.address) == "abc"
    lines = running.requests[0].split("\r\n")

    assert "X-Vault-Inline-Auth-Path: auth/jwt/login" in lines
    assert "X-Vault-Namespace: team" in lines
    assert not any(line.startswith("X-Vault-Token") for line in lines)


@pytest.mark.parametrize(("status", "body"), [(403, NOBODY), (400, b'{"errors":["missing client token"]}')])
def test_a_server_without_inline_auth(session_table: dict[str, object], status: int, body: bytes) -> None:
    with scripted([response(status, body)]) as running:
        said = read(session_table, running.address)

    assert "has no inline auth: it passed over the login of the auth method `jwt`" in said
    assert "take `inline` out of auth" in said
    assert running.connections == 1


def test_an_agent_that_adds_its_own_token(session_table: dict[str, object]) -> None:
    words = b"failed to perform inline authentication: cannot layer inline authentication with token authentication"
    with scripted([response(500, b'{"errors":["' + words + b'"]}')]) as running:
        said = read(session_table, running.address)

    assert "got a token besides the login of the auth method `jwt`\nan agent or a proxy adds a token of its own" in said


def test_a_secret_with_an_end_needs_a_token_that_lasts(session_table: dict[str, object]) -> None:
    words = b"requests with inline authentication cannot generate leases"
    with scripted([response(400, b'{"errors":["' + words + b'"]}')]) as running:
        said = read(session_table, running.address)

    assert "makes no secret with an end for a request that logs in by itself\ntake `inline` out of auth" in said


def test_a_refusal_that_echoes_what_was_sent_shows_nothing_of_it(session_table: dict[str, object]) -> None:
    # abuse case 65
    for words in (f'error validating claims: claim \\"a.{CANARY}.c\\" is missing', f"invalid {CANARY}"):
        body = f'{{"errors":["{words}"]}}'.encode()
        with scripted([response(400, body, "X-Vault-Inline-Auth-Failed: true")]) as running:
            said = read(session_table, running.address)

        assert "does not let the auth method `jwt` log in" in said
        assert CANARY not in said


def test_a_login_that_may_have_been_taken_is_not_repeated(session_table: dict[str, object]) -> None:
    # abuse case 66
    for answer in (reset, response(500), response(502)):
        with scripted([answer, response(200, OK)]) as running:
            read(session_table, running.address)
        assert running.connections == 1
    with scripted([response(503), response(200, OK)]) as running:  # nothing is done before that answer
        assert read(session_table, running.address) == "abc"


def test_the_login_goes_to_no_other_host(session_table: dict[str, object]) -> None:
    # abuse case 55
    with scripted([response(200, OK)]) as other:
        port = other.address.rpartition(":")[2]
        location = f"Location: http://localhost:{port}/v1/kv/data/x"
        with scripted([response(307, b"", location)]) as running:
            said = read(session_table, running.address)
        assert "redirects to another host" in said
        assert other.connections == 0


def test_the_login_follows_a_redirect_on_its_own_host(session_table: dict[str, object]) -> None:
    with (
        scripted([response(200, OK)]) as active,
        scripted([response(307, b"", f"Location: {active.address}/v1/kv/data/x")]) as standby,
    ):
        assert read(session_table, standby.address) == "abc"
    assert "X-Vault-Inline-Auth-Parameter-0" in active.requests[0]


def test_a_value_of_any_kind_is_encoded_as_the_server_reads_it() -> None:
    headers = inline_headers(LoginRequest("auth/x/login", {"key": "ü?>~", "n": 1}))

    assert headers == {
        "X-Vault-Inline-Auth-Path": "auth/x/login",
        "X-Vault-Inline-Auth-Parameter-0": "eyJrZXkiOiJrZXkiLCJ2YWx1ZSI6Ilx1MDBmYz8-fiJ9",
        "X-Vault-Inline-Auth-Parameter-1": "eyJrZXkiOiJuIiwidmFsdWUiOjF9",
    }
