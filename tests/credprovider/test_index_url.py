import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.index_url import CRATES_IO, IndexUrl, identity, is_loopback

SAME = [
    # conformance 32: these and no other equivalences
    ("sparse+https://Host.Example/Idx/", "SPARSE+HTTPS://hOST.eXAMPLE/Idx/"),
    ("sparse+https://host.example:443/idx/", "sparse+https://host.example/idx/"),
    ("sparse+http://127.0.0.1:80/idx/", "sparse+http://127.0.0.1/idx/"),
    ("https://host.example/idx", "https://host.example/idx/"),
    ("https://user@HOST/idx", "https://user@host/idx"),
    ("https://[::1]:443/idx", "https://[::1]/idx"),
    # conformance 33
    ("sparse+https://index.crates.io/", CRATES_IO),
    ("sparse+https://index.crates.io", "https://github.com/rust-lang/crates.io-index/"),
]
DIFFERENT = [
    ("https://host.example/idx", "https://host.example/idx.git"),
    ("sparse+https://host.example/idx/", "sparse+https://host.example/idx.git/"),
    ("sparse+https://host.example/idx/", "https://host.example/idx/"),
    ("sparse+https://host.example/idx/", "sparse+sparse+https://host.example/idx/"),
    ("https://host.example/idx", "http://host.example/idx"),
    ("https://host.example/idx", "https://host.example/IDX"),
    ("https://host.example/idx/", "https://host.example/idx//"),
    ("https://host.example/idx", "https://host.example/idx?a"),
    ("https://host.example/idx/?a", "https://host.example/idx?a"),
    ("https://host.example/?a/", "https://host.example/?a"),
    ("https://host.example/idx#a/", "https://host.example/idx#a"),
    ("https://host.example:444/idx", "https://host.example/idx"),
    ("https://host.example:80/idx", "https://host.example/idx"),
    ("https://host.example/idx", "https://user@host.example/idx"),
    ("https://User@host.example/idx", "https://user@host.example/idx"),
    ("https://host.example/%58", "https://host.example/X"),
    ("https://host.example/a%0d%0a", "https://host.example/a\r\n"),
    ("https://xn--e1aybc.example/", "https://тест.example/"),
    ("https://host.example/", "https://host.example./"),
    ("https://\u212aellnr.example/", "https://kellnr.example/"),  # the Kelvin sign, which `str.lower` makes a k
    # conformance 31
    ("https://host.example/", "https://host.example.evil/"),
    ("https://host.example/", "https://host.examplex/"),
    ("https://host.example/", "https://host.example@evil/"),
    ("https://host.example/", "https://evil/?host.example/"),
    ("https://host.example/", "https://evil/#host.example/"),
    ("https://host.example/", "https://evil\\@host.example/"),
    ("https://github.com/rust-lang/crates.io-index", "https://github.com/rust-lang/crates.io-index.git"),
    ("https://github.com/rust-lang/crates.io-index", "https://github.com/Rust-Lang/crates.io-index"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_registry(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_registries(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@given(st.text())
def test_any_text_has_an_identity_that_is_its_own(text: str) -> None:
    assert identity(identity(text)) in (identity(text), identity(text)[:-1])
    assert identity("https://" + text) == identity("HTTPS://" + text)


@pytest.mark.parametrize(
    ("url", "host", "user"),
    [
        ("https://host.example@evil/", "evil", "host.example"),
        ("https://a@b@evil/", "evil", "a@b"),
        ("https://evil#@host.example/", "evil", ""),
        ("https://evil?@host.example/", "evil", ""),
        ("https://evil/@host.example/", "evil", ""),
        ("sparse+https://[::1]:8000/idx/", "[::1]", ""),
        ("not a url", "", ""),
    ],
)
def test_the_host_is_where_the_connection_would_go(url: str, host: str, user: str) -> None:
    parts = IndexUrl(url)

    assert (parts.host, parts.user) == (host, user)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1.evil", "127.evil", "127.0.0.1x", "localhost.evil", "128.0.0.1", "", "10.0.0.1", "127.0.0.a"]
)
def test_another_machine(host: str) -> None:
    assert not is_loopback(host)
