import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.vault.address import parse_address
from credprovider.vault.failures import VaultFailure

GOOD = [
    # abuse cases 52, 53
    ("https://vault.example.com:8200", "https", "vault.example.com", 8200, "", "vault.example.com:8200"),
    ("https://vault.example.com", "https", "vault.example.com", 443, "", "vault.example.com"),
    ("HTTPS://Vault.Example.com/", "https", "vault.example.com", 443, "", "vault.example.com"),
    (
        "https://vault.example.com:8200/base/path/",
        "https",
        "vault.example.com",
        8200,
        "/base/path",
        "vault.example.com:8200",
    ),
    ("https://10.0.0.1:8200", "https", "10.0.0.1", 8200, "", "10.0.0.1:8200"),
    ("https://[2001:db8::1]:8200", "https", "2001:db8::1", 8200, "", "[2001:db8::1]:8200"),
    ("https://[::1]", "https", "::1", 443, "", "[::1]"),
    ("http://127.0.0.1:8200", "http", "127.0.0.1", 8200, "", "127.0.0.1:8200"),
    ("http://localhost", "http", "localhost", 80, "", "localhost"),
]
BAD = [
    *(
        "",
        "vault.example.com",
        "vault.example.com:8200",
        "//vault.example.com",
        "ftp://vault.example.com",
        "https://",
        "https:///v1",
    ),
    *(
        "https://user@vault.example.com",
        "https://user:hidden@vault.example.com",
        "https://vault.example.com?x",
        "https://v.example#x",
    ),
    *(
        "https://v.example:0",
        "https://v.example:65536",
        "https://v.example:",
        "https://v.example:80x",
        "https://v.example:99999999999",
    ),
    *(
        "https://v.example\r\nX-Evil: 1",
        "https://v.example/\x00",
        "https://v ault.example",
        "https://v\\ault.example",
        "https://völt.example",
    ),
    *(
        "https://v.example/a/../b",
        "https://v.example/./b",
        "https://v.example//b",
        "https://v.example/%2e%2e",
        "https://[::1",
        "https://[x]",
    ),
    *(
        "https://[::1]x",
        "https://[fe80::1%25eth0]",
        "http://vault.example.com:8200",
        "http://10.0.0.1",
        "http://127.0.0.1.evil",
    ),
    *("unix://", "unix://relative", "https://*.example", "https://a,b"),
]


@pytest.mark.parametrize(("text", "scheme", "host", "port", "base", "authority"), GOOD)
def test_addresses(text: str, scheme: str, host: str, port: int, base: str, authority: str) -> None:
    address = parse_address(text)

    assert (address.scheme, address.host, address.port, address.base) == (scheme, host, port, base)
    assert address.authority == authority
    assert str(parse_address(str(address))) == str(address)


def test_the_socket_of_an_agent() -> None:
    address = parse_address("unix:///run/vault/agent.sock")

    assert (address.scheme, address.socket, str(address)) == (
        "unix",
        "/run/vault/agent.sock",
        "unix:///run/vault/agent.sock",
    )


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(VaultFailure) as raised:
        parse_address(text)

    assert raised.value.message.isprintable()
    assert "hidden" not in str(raised.value.args)


@given(st.text(st.sampled_from([*"htps:/.@?#[]%\\ \r\n019aZ-_*"]), max_size=30))
def test_any_text_is_a_clean_address_or_refused(text: str) -> None:
    try:
        address = parse_address("https://" + text)
    except VaultFailure:
        return
    assert "@" not in address.authority
    assert all(char.isalnum() or char in "-._:" for char in address.host)
    assert ".." not in address.base.split("/")
    assert str(address).isprintable()
