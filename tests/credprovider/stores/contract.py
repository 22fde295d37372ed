"""What every store that takes tokens must do, whatever is behind it. Each store's own test inherits this class."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.credprovider.provider import (
    CANARY,
    INDEX,
    LOGGED_IN,
    LOGGED_OUT,
    NOT_FOUND,
    Provider,
    request,
    token,
)

OTHER = "sparse+https://registry.example/other/"
CRATES_IO = "https://github.com/rust-lang/crates.io-index"


class StoreContract:
    """Inherit it and give a fixture `store`: a provider that serves every registry from the store, which is empty."""

    def test_nothing_stored(self, store: Provider) -> None:
        # conformance 39, 74; abuse case 98
        assert store.ask(request(), request("logout")) == [NOT_FOUND, NOT_FOUND]

    @pytest.mark.parametrize(
        "value", ["x", "Bearer abc", "~!'\"\\`$(x)%s{}", "e" * 16384, "a  b", "cio" + "é".encode().hex()]
    )
    def test_a_token_comes_back_as_it_was(self, store: Provider, value: str) -> None:
        # conformance 61; abuse cases 37, 99
        assert store.one(request("login", token=value)) == LOGGED_IN
        assert store.one(request()) == token(value)

    def test_logging_in_again_replaces_the_token(self, store: Provider) -> None:
        # conformance 68
        for value in ("a" * 500, "b", "c" * 2000, "d"):
            store.one(request("login", token=value))
            assert store.one(request()) == token(value)
        assert store.ask(request("logout"), request(), request("logout")) == [LOGGED_OUT, NOT_FOUND, NOT_FOUND]

    def test_registries_do_not_share_a_token(self, store: Provider) -> None:
        # conformance 34, 76
        similar = [
            INDEX,
            OTHER,
            INDEX.replace("/index/", "/index.git/"),
            INDEX.removeprefix("sparse+"),
            INDEX + "x/",
            CRATES_IO,
        ]
        for number, url in enumerate(similar):
            store.one(request("login", token=f"token-{number}", url=url))
        assert store.ask(*(request(url=url) for url in similar)) == [
            token(f"token-{number}") for number in range(len(similar))
        ]

        assert store.one(request("logout")) == LOGGED_OUT
        assert store.ask(*(request(url=url) for url in similar)) == [
            NOT_FOUND,
            *(token(f"token-{number}") for number in range(1, 6)),
        ]

    @pytest.mark.parametrize(
        "url",
        [
            "sparse+https://h.example/\u043f/",
            "sparse+https://h.example/a%0d%0ab/",
            "sparse+https://h.example/'\"\\/",
            "sparse+https://u@h.example:444/x//y/#f",
        ],
    )
    def test_odd_index_urls_are_only_keys(self, store: Provider, url: str) -> None:
        # abuse cases 22, 23, 26
        assert store.ask(request("login", token="abc", url=url), request(url=url), request()) == [
            LOGGED_IN,
            token("abc"),
            NOT_FOUND,
        ]

    def test_crates_io_by_both_of_its_urls(self, store: Provider) -> None:
        # conformance 33
        store.one(request("login", token="abc", url=CRATES_IO))

        assert store.one(request(url="sparse+https://index.crates.io/")) == token("abc")

    def test_the_name_does_not_matter(self, store: Provider) -> None:
        # conformance 35, 36
        store.one(request("login", token="abc", name="one"))

        assert store.ask(request(name="two"), request(name=None)) == [token("abc"), token("abc")]

    def test_parallel_requests(self, store: Provider) -> None:
        # conformance 59; abuse case 82
        urls = [f"sparse+https://registry.example/{number}/" for number in range(8)]
        pairs = [(request("login", token=f"token-of-{url[-2]}", url=url), request(url=url)) for url in urls]
        with ThreadPoolExecutor(len(urls)) as pool:
            answers = list(pool.map(lambda pair: store.ask(*pair), pairs))

        assert answers == [[LOGGED_IN, token(f"token-of-{url[-2]}")] for url in urls]
        assert store.ask(*(request(url=url) for url in urls)) == [token(f"token-of-{url[-2]}") for url in urls]

    def test_the_token_shows_nowhere_on_the_way(self, store: Provider) -> None:
        # I3; abuse case 93. `raw`, behind these, holds that standard error and messages are free of it.
        assert store.one(request("login", token=CANARY)) == LOGGED_IN
        assert store.ask(request(), request(operation="unheard-of"), request("logout"))[0] == token(CANARY)
