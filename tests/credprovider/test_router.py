import json

import pytest

from credprovider.errors import Other, UrlNotSupported
from credprovider.protocol import parse_request
from credprovider.route import Route
from credprovider.router import find_route
from credprovider.settings import Settings
from credprovider.settings_check import check_document
from tests.credprovider.provider import publish, request

LISTED = "sparse+https://a.example/index/"
TEXT = f"""
[registries."{LISTED}"]
store = "vault"
secret = "kv/read"
header = "Bearer {{token}}"
[registries."{LISTED}".publish]
secret = "kv/publish"
[registries."sparse+https://a.example/other/"]
store = "file"
"""
NOTHING = Settings({}, "settings")


def route(asked: dict[str, object], settings: Settings = NOTHING) -> Route:
    return find_route(parse_request(json.dumps(asked).encode()), settings)


@pytest.fixture
def listing() -> Settings:
    return Settings(check_document(TEXT.encode(), "settings"), "settings")


def test_with_nothing_configured_every_registry_comes_from_the_keyring() -> None:
    found = route(request())

    assert (found.store, found.header, found.separate) == ("auto", "{token}", False)
    assert found.url == "sparse+https://registry.example/index/"


@pytest.mark.parametrize("url", ["sparse+https://index.crates.io/", "https://github.com/rust-lang/crates.io-index"])
def test_crates_io_has_one_key_for_both_of_its_urls(url: str) -> None:
    assert route(request(url=url)).url == "https://github.com/rust-lang/crates.io-index"


def test_a_listed_registry_has_its_route_in_any_spelling(listing: Settings) -> None:
    for url in (LISTED, "sparse+https://A.EXAMPLE:443/index/"):
        found = route(request(url=url), listing)
        assert (found.store, found.text("secret"), found.header, found.url) == (
            "vault",
            "kv/read",
            "Bearer {token}",
            LISTED,
        )


def test_two_registries_on_one_host(listing: Settings) -> None:
    # conformance 34
    assert route(request(url="sparse+https://a.example/other/"), listing).store == "file"


def test_an_operation_may_have_a_route_of_its_own(listing: Settings) -> None:
    asked = publish()
    asked["registry"] = {"index-url": LISTED}

    assert route(asked, listing).text("secret") == "kv/publish"
    assert route(request(url=LISTED, operation="owners"), listing).text("secret") == "kv/read"
    assert route(request("login", url=LISTED), listing).text("secret") == "kv/read"
    assert route(asked, listing).separate
    assert not route(request(url="sparse+https://a.example/other/"), listing).separate


@pytest.mark.parametrize("kind", ["get", "login", "logout", "unheard-of"])
@pytest.mark.parametrize(
    "url",
    [
        "sparse+https://b.example/index/",
        "sparse+https://a.example.evil/index/",
        "sparse+https://a.example/index.git/",
        "sparse+https://a.example@evil/index/",
        "https://a.example/index/",
        "sparse+http://mirror.example/index/",
        "sparse+https://index.crates.io/",
        "nonsense",
    ],
)
def test_what_is_not_listed_is_not_served_whatever_the_kind(listing: Settings, kind: str, url: str) -> None:
    # conformance 26 to 31; abuse cases 24 to 30
    with pytest.raises(UrlNotSupported):
        route(request(kind, url=url, args=["--broken"]), listing)


def test_the_name_is_never_a_key(listing: Settings) -> None:
    # conformance 35; abuse case 29
    assert route(request(url=LISTED, name="other"), listing).text("secret") == "kv/read"
    with pytest.raises(UrlNotSupported):
        route(request(url="sparse+https://evil.example/", name="alt"), listing)


def test_arguments_make_a_route_for_the_registry_that_is_asked_about() -> None:
    found = route(request(args=["--store", "vault", "--secret", "kv/x"]))

    assert (found.store, found.text("secret")) == ("vault", "kv/x")


def test_arguments_with_an_index_are_for_that_registry_alone() -> None:
    arguments = ["--index", LISTED, "--store", "vault", "--secret", "kv/x"]

    assert route(request(url=LISTED, args=arguments)).text("secret") == "kv/x"
    with pytest.raises(UrlNotSupported):
        route(request(args=arguments))


def test_arguments_keep_the_key_of_a_listed_registry(listing: Settings) -> None:
    # conformance 32: in every spelling it is one registry, whatever names the store
    asked = request(url="sparse+https://A.example:443/index/", args=["--store", "file"])

    assert route(asked, listing).url == LISTED


def test_arguments_do_not_serve_what_the_settings_do_not_list(listing: Settings) -> None:
    assert route(request(url=LISTED, args=["--store", "file"]), listing).store == "file"
    with pytest.raises(UrlNotSupported):
        route(request(args=["--store", "file"]), listing)


@pytest.mark.parametrize(
    "url",
    [
        "sparse+http://registry.example/index/",
        "http://registry.example/",
        "http://127.0.0.1.evil/",
        "HTTP://x@h.example/",
    ],
)
def test_no_token_goes_over_a_network_unencrypted(url: str) -> None:
    # conformance 37; abuse case 28
    with pytest.raises(Other, match="no token is sent to"):
        route(request(url=url))


@pytest.mark.parametrize("kind", ["get", "login", "logout"])
@pytest.mark.parametrize("url", ["sparse+https://me:hidden@registry.example/", "http://me:hidden@registry.example/"])
def test_a_password_in_the_url_is_refused_and_not_shown(kind: str, url: str) -> None:
    # abuse case 22
    with pytest.raises(Other, match="has a password in it") as raised:
        route(request(kind, url=url))

    assert "hidden" not in f"{raised.value.message} {raised.value.causes}"


def test_a_user_in_the_url_is_part_of_the_key() -> None:
    # abuse case 22
    assert route(request(url="sparse+https://me@registry.example/")).url == "sparse+https://me@registry.example/"


def test_this_machine_may_be_spoken_to_without_encryption() -> None:
    assert route(request(url="sparse+http://127.0.0.1:8000/index/")).store == "auto"
