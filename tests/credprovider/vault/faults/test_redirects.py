"""Redirects: neither the Vault token nor what a login sends arrives at a host that was not named."""

import pytest

from tests.credprovider.vault.faults.faulty import GIVEN, LOGGED_IN, SECRET, SECRET_ID, VAULT_TOKEN, Faulty
from tests.credprovider.vault.scripted import response, scripted

READ = "/v1/kv/data/cargo/x"
LOGIN = "/v1/auth/approle/login"
STATUSES = (301, 302, 307, 308)


def redirect(location: str, status: int = 307) -> bytes:
    return response(status, b"", f"Location: {location}")


def elsewhere(address: str) -> str:
    """Return the same server under a name that was not given for it."""
    return address.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("status", STATUSES)
def test_the_active_node_of_the_same_host_gets_the_request(faulty: Faulty, status: int) -> None:
    # abuse case 54
    with faulty.server([response(200, SECRET)]) as active:
        outcome = faulty.read([redirect(active.address + READ, status)])
    assert outcome.answer == GIVEN
    assert f"X-Vault-Token: {VAULT_TOKEN}" in active.requests[0]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("form", ["another host", "another scheme", "another host without a scheme"])
def test_the_token_arrives_nowhere_else(faulty: Faulty, form: str, status: int) -> None:
    # abuse case 55
    context = None if form == "another scheme" else faulty.authority.server("localhost")
    with scripted([response(200, SECRET)], context) as other:
        address = other.address if form == "another scheme" else elsewhere(other.address)
        location = address.removeprefix("https:") if form.endswith("without a scheme") else address
        outcome = faulty.read([redirect(location + READ, status)])
        assert (other.connections, other.requests) == (0, [])
    assert "Vault at https://127.0.0.1" in outcome.said
    assert "redirects to" in outcome.said


@pytest.mark.parametrize(
    ("location", "what"),
    [
        # abuse case 55
        ("", "unusable address"),
        ("x", "unusable address"),
        ("https://me:pw@127.0.0.1" + READ, "unusable address"),
        (f"https://127.0.0.1/x\x1b[2J{READ}", "unusable address"),
        ("/v1/sys/raw/x", "another path"),
        (READ + "?version=1", "another path"),
        (READ + "/../y", "another path"),
    ],
)
def test_a_redirect_that_leads_nowhere(faulty: Faulty, location: str, what: str) -> None:
    outcome = faulty.read([redirect(location)] * 3)

    assert what in outcome.said
    assert outcome.server.connections == 1


def test_redirects_in_a_circle_end(faulty: Faulty) -> None:
    # abuse case 55
    outcome = faulty.read([redirect(READ)] * 10)

    assert "redirects more than once" in outcome.said
    assert outcome.server.connections == 2


@pytest.mark.parametrize("status", [307, 308])
def test_a_login_is_repeated_at_the_active_node_as_it_is(faulty: Faulty, status: int) -> None:
    with faulty.server([response(200, LOGGED_IN)]) as active:
        outcome = faulty.log_in([redirect(active.address + LOGIN, status), response(200, SECRET)])
    assert outcome.answer == GIVEN
    assert active.requests[0].startswith(f"POST {LOGIN} HTTP/1.1")
    assert SECRET_ID.encode() in active.bodies[0]


@pytest.mark.parametrize("status", [301, 302])
def test_a_login_does_not_become_another_request(faulty: Faulty, status: int) -> None:
    with faulty.server([response(200, LOGGED_IN)]) as active:
        outcome = faulty.log_in([redirect(active.address + LOGIN, status)])
        assert active.connections == 0
    assert f"redirects without keeping the request (status {status})" in outcome.said


@pytest.mark.parametrize("status", STATUSES)
def test_what_a_login_sends_arrives_nowhere_else(faulty: Faulty, status: int) -> None:
    # abuse case 55
    with scripted([response(200, LOGGED_IN)], faulty.authority.server("localhost")) as other:
        outcome = faulty.log_in([redirect(elsewhere(other.address) + LOGIN, status)])
        assert (other.connections, other.bodies) == (0, [])
    assert "redirects " in outcome.said
    assert outcome.server.connections == 1
