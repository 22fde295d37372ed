"""Vault behind a web proxy: the proxy sees where to, and neither the token nor what it is asked for."""

import pytest

from tests.credprovider.provider import CANARY, INDEX, request
from tests.credprovider.vault.faults.faulty import DEADLINE, GIVEN, SECRET, VAULT_TOKEN, Faulty
from tests.credprovider.vault.scripted import Scripted, response
from tests.servers.web_proxy import WebProxy, web_proxy

VAULT = "https://vault.example.com:8200"


def port(running: Scripted) -> int:
    return int(running.address.rpartition(":")[2])


def through(faulty: Faulty, proxy: WebProxy, variable: str, userinfo: str = "") -> None:
    """Name the proxy in a variable."""
    faulty.provider.extra[variable] = proxy.address.replace("://", f"://{userinfo}")


@pytest.mark.parametrize("variable", ["VAULT_PROXY_ADDR", "BAO_HTTP_PROXY", "HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_vault_is_read_through_a_proxy(faulty: Faulty, variable: str, scheme: str) -> None:
    # abuse case 56
    context = faulty.authority.server("127.0.0.1") if scheme == "https" else None
    with (
        faulty.server([response(200, SECRET)], faulty.authority.server("vault.example.com")) as vault,
        web_proxy(port(vault), context=context) as proxy,
    ):
        through(faulty, proxy, variable, f"me:{CANARY}@")
        assert faulty.ask(Scripted(VAULT)).answer == GIVEN
    lines = proxy.heads[0].split("\r\n")
    assert lines[:2] == ["CONNECT vault.example.com:8200 HTTP/1.1", "Host: vault.example.com:8200"]
    assert lines[2].startswith("Proxy-Authorization: Basic ")
    assert lines[3:] == ["", ""]
    assert VAULT_TOKEN.encode() not in proxy.carried
    assert b"cargo" not in proxy.carried
    assert f"X-Vault-Token: {VAULT_TOKEN}" in vault.requests[0]


def test_a_proxy_of_the_settings(faulty: Faulty) -> None:
    with (
        faulty.server([response(200, SECRET)], faulty.authority.server("vault.example.com")) as vault,
        web_proxy(port(vault)) as proxy,
    ):
        faulty.provider.extra["HTTPS_PROXY"] = "http://127.0.0.1:1"
        assert faulty.ask(Scripted(VAULT), None, f'proxy = "{proxy.address}"').answer == GIVEN
    assert len(proxy.heads) == 1


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (response(407, b"login", "Proxy-Authenticate: Basic"), "asks for a user and password (status 407)"),
        (response(403, b"forbidden"), "does not connect to Vault at https://vault.example.com:8200 (status 403)"),
        (response(502), "(status 502)"),
        (response(302, b"", "Location: https://portal.example/"), "(status 302)"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "does not answer as a proxy does"),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "says more than it was asked"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000, "does not answer as a proxy does"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses(faulty: Faulty, answer: bytes, what: str, scheme: str) -> None:
    # abuse case 56
    context = faulty.authority.server("127.0.0.1") if scheme == "https" else None
    with faulty.server([]) as vault, web_proxy(port(vault), answer=answer, context=context) as proxy:
        through(faulty, proxy, "VAULT_PROXY_ADDR")
        said = faulty.ask(Scripted(VAULT)).said
    assert what in said
    assert f"the proxy {proxy.address}" in said
    assert len(proxy.heads) == 1
    assert "X-Vault-Token" not in proxy.heads[0]


def test_a_password_that_the_proxy_does_not_accept(faulty: Faulty) -> None:
    # abuse case 56
    with faulty.server([]) as vault, web_proxy(port(vault), answer=response(407)) as proxy:
        through(faulty, proxy, "HTTPS_PROXY", f"me:{CANARY}@")
        said = faulty.ask(Scripted(VAULT)).said
    assert f"the proxy {proxy.address} does not accept the user and password (status 407)" in said


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_certificate_is_that_of_vault_and_not_of_the_proxy(faulty: Faulty, scheme: str) -> None:
    context = faulty.authority.server("127.0.0.1") if scheme == "https" else None
    with (
        faulty.server([response(200, SECRET)] * 2, faulty.authority.server("127.0.0.1")) as vault,
        web_proxy(port(vault), context=context) as proxy,
    ):
        through(faulty, proxy, "VAULT_PROXY_ADDR")
        said = faulty.ask(Scripted(VAULT)).said
    assert "the certificate of Vault at https://vault.example.com:8200 is not accepted: Hostname mismatch" in said
    assert vault.requests == []


def test_a_proxy_that_cannot_prove_who_it_is(faulty: Faulty) -> None:
    with faulty.server([]) as vault, web_proxy(port(vault), context=faulty.authority.server("proxy")) as proxy:
        through(faulty, proxy, "VAULT_PROXY_ADDR", f"me:{CANARY}@")
        said = faulty.ask(Scripted(VAULT)).said
    assert f"the certificate of the proxy {proxy.address} is not accepted" in said
    assert proxy.heads == []


def test_a_proxy_that_is_not_there(faulty: Faulty) -> None:
    faulty.provider.extra["VAULT_PROXY_ADDR"] = f"http://me:{CANARY}@127.0.0.1:1"

    assert (
        "through the proxy http://127.0.0.1:1, cannot be reached: Connection refused"
        in faulty.ask(Scripted(VAULT)).said
    )


def test_a_proxy_whose_name_is_not_known(faulty: Faulty) -> None:
    faulty.provider.extra["VAULT_PROXY_ADDR"] = "http://proxy.invalid:3128"

    assert "the host of the proxy http://proxy.invalid:3128 is not known" in faulty.ask(Scripted(VAULT)).said


def test_a_proxy_that_says_nothing(faulty: Faulty) -> None:
    with faulty.server([]) as vault, web_proxy(port(vault), answer=b"") as proxy:
        through(faulty, proxy, "VAULT_PROXY_ADDR")
        said = faulty.ask(Scripted(VAULT), DEADLINE).said
    assert "does not answer as a proxy does" in said or "did not answer in time" in said


def test_this_machine_needs_no_proxy(faulty: Faulty) -> None:
    # abuse case 56
    faulty.provider.extra |= {"HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}

    assert faulty.read([response(200, SECRET)]).answer == GIVEN


def test_a_netrc_is_never_used(faulty: Faulty) -> None:
    # abuse case 56
    netrc = faulty.provider.root / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password hidden\ndefault login me password hidden\n")
    netrc.chmod(0o600)
    faulty.provider.extra |= {"HOME": str(faulty.provider.root), "NETRC": str(netrc)}
    outcome = faulty.read([response(200, SECRET)])

    assert outcome.answer == GIVEN
    assert "authorization" not in outcome.server.requests[0].lower()


def test_a_malformed_proxy_is_named_and_not_shown(faulty: Faulty) -> None:
    faulty.settings('address = "https://vault.example.com"')
    faulty.provider.extra["VAULT_TOKEN"] = VAULT_TOKEN
    for name in ("VAULT_PROXY_ADDR", "VAULT_HTTP_PROXY", "HTTPS_PROXY"):
        faulty.provider.extra[name] = f"ftp://me:{CANARY}@proxy"
        said = faulty.provider.error(request(url=INDEX))
        assert f"the proxy in {name} does not begin with http:// or https://" in said
        del faulty.provider.extra[name]
