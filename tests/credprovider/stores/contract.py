"""What every store that takes tokens must do, whatever is behind it. Each store's own test inherits these classes: the
first, and of the others those whose state the store can be in.
"""

import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from tests.canary import shown_in
from tests.credprovider.provider import (
    CANARY,
    INDEX,
    LOGGED_IN,
    LOGGED_OUT,
    NOT_FOUND,
    PROGRAM,
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

    @pytest.mark.parametrize("name", ["Компания", "会社", "a\u202eb", "\x1b[2J", "x" * 5000, "\U0001f980"])
    def test_odd_names_are_only_labels(self, store: Provider, name: str) -> None:
        # abuse case 21
        assert store.ask(request("login", token="abc", name=name), request()) == [LOGGED_IN, token("abc")]

    @pytest.mark.parametrize("value", ["t\u00f6ken", "\u0442", "\uff41", "a\x7f", "a\nb"])
    def test_what_is_no_token_is_refused_and_changes_nothing(self, store: Provider, value: str) -> None:
        # conformance 67; abuse case 35
        store.one(request("login", token="before"))

        assert "which no HTTP header may carry" in store.error(request("login", token=value))
        assert store.one(request()) == token("before")

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

    def test_parallel_logins_for_one_registry(self, store: Provider) -> None:
        # abuse case 82: a login that finds another one's token when it reads back says so, and none is torn
        values = [str(number) * 500 for number in range(1, 6)]
        with ThreadPoolExecutor(len(values)) as pool:
            answers = list(pool.map(lambda value: store.one(request("login", token=value)), values))

        for answer in answers:
            assert answer == LOGGED_IN or "gives back another one" in answer["Err"]["message"]
        assert store.one(request()) in [token(value) for value in values]

    def test_a_killed_writer_leaves_the_old_token_or_the_new_one(self, store: Provider) -> None:
        # conformance 83; abuse case 81
        values = ["old", "n" * 10_000]
        store.one(request("login", token=values[0]))
        for moment in range(12):
            start_and_kill(store, request("login", token=values[moment % 2]), moment * 0.003)
            assert store.one(request()) in (token(values[0]), token(values[1]))
        assert store.ask(request("login", token="after"), request()) == [LOGGED_IN, token("after")]

    def test_twenty_logins_logouts_and_gets_at_once(self, store: Provider) -> None:
        # conformance 59; abuse case 82: no update is lost, nobody sees half of a token, and everybody is answered
        store.extra["CREDPROVIDER_TIMEOUT"] = "60"  # what counts is that all end, however slow the machine
        urls = [f"sparse+https://registry.example/{number}/" for number in range(10)]
        old = {url: f"old-{number}-" + "o" * 3000 for number, url in enumerate(urls)}
        new = {url: f"new-{number}-" + "n" * 3000 for number, url in enumerate(urls)}
        assert store.ask(*(request("login", token=old[url], url=url) for url in urls)) == [LOGGED_IN] * 10
        staying, leaving = urls[:5], urls[5:]
        changes = [request("login", token=new[url], url=url) for url in staying]
        changes += [request("logout", url=url) for url in leaving]
        reads = [request(url=url) for url in urls]
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(store.one, changes + reads))

        assert answers[:10] == [LOGGED_IN] * 5 + [LOGGED_OUT] * 5
        for url, answer in zip(urls, answers[10:], strict=True):
            assert answer in (token(old[url]), token(new[url]) if url in staying else NOT_FOUND)
        assert store.ask(*reads) == [token(new[url]) for url in staying] + [NOT_FOUND] * 5

    def test_sixteen_gets_at_once(self, store: Provider) -> None:
        # conformance 59
        store.extra["CREDPROVIDER_TIMEOUT"] = "60"
        store.one(request("login", token=CANARY))
        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(store.one, [request()] * 16)) == [token(CANARY)] * 16

    def test_nothing_is_left_after_a_logout(self, store: Provider) -> None:
        # conformance 75: neither in the store nor in anything that was made of it
        assert store.ask(request("login", token=CANARY), request(), request("logout")) == [
            LOGGED_IN,
            token(CANARY),
            LOGGED_OUT,
        ]

        files = [path for path in store.root.rglob("*") if path.is_file()]
        assert [path for path in files if shown_in(path.read_bytes())] == []
        assert store.one(request()) == NOT_FOUND

    def test_the_token_shows_nowhere_on_the_way(self, store: Provider) -> None:
        # I3; abuse case 93. `raw`, behind these, holds that standard error and messages are free of it.
        assert store.one(request("login", token=CANARY)) == LOGGED_IN
        assert store.ask(request(), request(operation="unheard-of"), request("logout"))[0] == token(CANARY)


class UnavailableContract:
    """Inherit it and give a fixture `unavailable`: a provider that serves a registry from the store, on a machine that
    has no such store. REFUSED: the kinds of requests that cannot be answered then.
    """

    REFUSED: tuple[str, ...] = ("get", "login", "logout")

    def test_a_store_that_is_not_there_is_not_an_empty_one(self, unavailable: Provider) -> None:
        # conformance 41, 72
        for kind in self.REFUSED:
            start = time.monotonic()
            said = unavailable.error(request(kind, token=CANARY))

            assert time.monotonic() - start < 3
            assert "\n" in said, "it says why, or what to do"


class LockedContract:
    """Inherit it and give fixtures: `store` as above, `lock` and `unlock`, which do that to it. Nobody is at hand to be
    asked for anything.
    """

    def test_a_locked_store_is_not_an_empty_one(
        self, store: Provider, lock: Callable[[], None], unlock: Callable[[], None]
    ) -> None:
        # conformance 42, 60; abuse case 74
        assert store.one(request("login", token=CANARY)) == LOGGED_IN
        lock()
        start = time.monotonic()

        said = store.error(request())
        assert "locked" in said
        assert "cargo credprovider unlock" in said
        assert store.one(request(url=OTHER)) == NOT_FOUND
        assert time.monotonic() - start < 3
        unlock()
        assert store.one(request()) == token(CANARY)

    def test_a_login_into_a_locked_store_without_a_person(
        self, store: Provider, lock: Callable[[], None], unlock: Callable[[], None]
    ) -> None:
        # conformance 63, 72; abuse case 96
        assert store.one(request("login", token="before")) == LOGGED_IN
        lock()

        assert "to ask for" in store.error(request("login", token=CANARY))
        unlock()
        assert store.one(request()) == token("before")


class HangingContract:
    """Inherit it and give fixtures: `store` as above, and `hanging`, in whose `with` the store answers nothing.
    WAITING: the kinds of requests that have to wait for it then.
    """

    WAITING: tuple[str, ...] = ("get", "login", "logout")

    def test_a_store_that_hangs_is_waited_for_until_the_deadline(
        self, store: Provider, hanging: Callable[[], AbstractContextManager[object]]
    ) -> None:
        # conformance 85; abuse cases 74, 82
        assert store.one(request("login", token="before")) == LOGGED_IN
        store.extra["CREDPROVIDER_TIMEOUT"] = "0.4"
        with hanging():
            for kind in self.WAITING:
                start = time.monotonic()
                assert "timed out after 0.4 s waiting for" in store.error(request(kind, token=CANARY))
                assert time.monotonic() - start < 3
        del store.extra["CREDPROVIDER_TIMEOUT"]
        assert store.one(request()) == token("before")


def start_and_kill(store: Provider, asked: dict[str, object], seconds: float) -> None:
    """Send a request to a new process and kill that when so much time has passed since its hello."""
    with subprocess.Popen(
        [*store.through, PROGRAM, "--cargo-plugin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=store.environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(store.line(asked))
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
