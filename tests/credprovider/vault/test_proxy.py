"""Which proxy, if any, is on the way to an address."""

import pytest

from credprovider.vault.address import parse_address
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.no_proxy import is_direct
from credprovider.vault.proxy import parse_proxy, proxy_for

VAULT = "https://vault.example.com:8200"


@pytest.mark.parametrize(
    ("text", "shown", "authorization"),
    [
        ("http://proxy", "http://proxy:80", None),
        ("HTTPS://Proxy.Example/", "https://proxy.example:443", None),
        ("http://[::1]:3128", "http://[::1]:3128", None),
        ("http://me:s%40%3A@proxy:3128", "http://proxy:3128", "Basic bWU6c0A6"),
        ("http://me@proxy:3128", "http://proxy:3128", "Basic bWU6"),
    ],
)
def test_addresses_of_proxies(text: str, shown: str, authorization: str | None) -> None:
    proxy = parse_proxy(text)

    assert str(proxy) == shown
    assert (proxy.authorization and proxy.authorization.reveal()) == authorization


@pytest.mark.parametrize(
    "text",
    [
        *("", "proxy", "proxy:3128", "socks5://proxy", "http://", "http://proxy:0", "http://proxy:65536"),
        *(
            "http://proxy:x",
            "http://proxy/path",
            "http://pro xy",
            "http://proxy?x",
            "http://[proxy]",
            "http://p\r\nX: y",
        ),
        *("http://me:hid/den@proxy", "http://me:hidden@", "http://hidden\x1b@proxy", "http://pröxy", "http://[::1]80"),
    ],
)
def test_what_is_no_proxys_address_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(VaultFailure) as raised:
        parse_proxy(text)
    assert "hid" not in "".join([raised.value.message, *raised.value.causes])


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        # abuse case 56
        ({}, None),
        ({"HTTPS_PROXY": "http://upper:1", "https_proxy": "http://lower:1"}, "http://upper:1"),
        ({"HTTPS_PROXY": "", "https_proxy": "lower:1"}, "http://lower:1"),
        ({"HTTP_PROXY": "http://other:1"}, None),
        ({"ALL_PROXY": "http://other:1"}, None),
        ({"VAULT_HTTP_PROXY": "http://own:1", "HTTPS_PROXY": "http://upper:1"}, "http://own:1"),
        ({"VAULT_HTTP_PROXY": "http://own:1", "VAULT_PROXY_ADDR": "http://addr:1"}, "http://addr:1"),
        ({"VAULT_HTTP_PROXY": "http://own:1", "BAO_PROXY_ADDR": "http://addr:1"}, "http://addr:1"),
        ({"VAULT_PROXY_ADDR": "http://vault:1", "BAO_PROXY_ADDR": "", "HTTPS_PROXY": "upper:1"}, "http://upper:1"),
        ({"VAULT_PROXY_ADDR": "http://addr:1", "NO_PROXY": "*"}, "http://addr:1"),
        ({"HTTPS_PROXY": "http://upper:1", "NO_PROXY": "example.com"}, None),
        ({"HTTPS_PROXY": "http://upper:1", "no_proxy": "example.com"}, None),
        ({"HTTPS_PROXY": "http://upper:1", "NO_PROXY": "other", "no_proxy": "example.com"}, "http://upper:1"),
    ],
)
def test_which_variable_counts(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], proxy: str | None) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    made = VaultConfig({"address": VAULT})

    found = proxy_for(made.address, made.proxy)
    assert (None if found is None else str(found)) == proxy
    own = VaultConfig({"address": VAULT, "proxy": "https://settings"})
    assert str(proxy_for(own.address, own.proxy)) == "https://settings:443"


def test_an_unencrypted_address_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = parse_address("http://127.0.0.1:8100")
    monkeypatch.setenv("HTTPS_PROXY", "http://upper:1")
    monkeypatch.setenv("HTTP_PROXY", "http://upper:1")

    assert proxy_for(agent, None) is None
    with pytest.raises(VaultFailure, match="which is not encrypted"):
        proxy_for(agent, parse_proxy("http://own:1"))


@pytest.mark.parametrize(
    ("listed", "host", "direct"),
    [
        # abuse case 56; the forms are those of golang.org/x/net/http/httpproxy
        *(("", host, True) for host in ("localhost", "127.0.0.1", "127.9.9.9", "::1")),
        ("", "vault.example.com", False),
        ("*", "vault.example.com", True),
        ("a, * ,b", "10.0.0.1", True),
        ("vault.example.com", "vault.example.com", True),
        ("VAULT.Example.com", "vault.example.com", True),
        ("example.com", "vault.example.com", True),
        ("example.com", "vaultexample.com", False),
        (".example.com", "vault.example.com", True),
        (".example.com", "example.com", False),
        ("*.example.com", "vault.example.com", True),
        ("*.example.com", "example.com", False),
        ("*example.com", "vault.example.com", False),
        ("example.com:8200", "vault.example.com", True),
        ("example.com:443", "vault.example.com", False),
        ("example.com:", "vault.example.com", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3:8200", "10.1.2.3", True),
        ("10.1.2.3:443", "10.1.2.3", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.9.9.9/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.0.0.0/255.0.0.0", "10.1.2.3", False),
        ("10.0.0.0/33", "10.1.2.3", False),
        ("10.0.0.0/8", "vault.example.com", False),
        ("2.3", "10.1.2.3", False),
        ("fd00::/8", "fd00::1", True),
        ("fd00:0::1", "fd00::1", True),
        ("[fd00::1]:8200", "fd00::1", True),
        ("[fd00::1]:443", "fd00::1", False),
        (",, ,:8200,x/y", "vault.example.com", False),
    ],
)
def test_hosts_that_need_no_proxy(listed: str, host: str, direct: bool) -> None:
    assert is_direct(host, 8200, listed) is direct


@pytest.mark.parametrize("listed", ["10.0.0.0/\u00b2", "10.0.0.0/00000000099", "10.0.0.0/99", "10.0.0.0/", "[", "/8"])
def test_what_is_no_network_lets_nobody_past_the_proxy(listed: str) -> None:
    assert not is_direct("10.1.2.3", 8200, listed)
