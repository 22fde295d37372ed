"""A program's token in a real kernel keyring, so that the program is not started for every request of cargo's."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.credprovider.programs import Programs, serve
from tests.credprovider.provider import (
    INDEX,
    LOGGED_IN,
    LOGGED_OUT,
    UNSUPPORTED,
    Provider,
    publish,
    request,
)
from tests.credprovider.terminal import Terminal
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.user_keyring import UserKeyring

KEY = f"cargo-credprovider:command:{INDEX}"
READ = ('format = "json"', 'field = "token"', 'expires-field = "expires_in"')
CACHED = (*READ, 'cache = "kernel"')


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """`get-token` with a token for an hour, another one with every start."""
    made = Programs(tmp_path / "programs")
    lasting(made, 3600)
    return made


def lasting(programs: Programs, seconds: int) -> None:
    """Make `get-token` print tokens that last so long."""
    count = 'number=$(($(cat "${0%/*}/starts" 2>/dev/null || echo 0) + 1)); echo $number > "${0%/*}/starts"'
    programs.write("get-token", f"""{count}; echo '{{"token": "'token-$number'", "expires_in": {seconds}}}'""")


@pytest.fixture
def store(provider: Provider, programs: Programs, user_keyring: UserKeyring) -> Provider:
    """A provider with a kernel keyring of its own, in which what `get-token` prints is kept."""
    provider.extra["PATH"] = programs.path
    provider.through = user_keyring.words
    serve(provider, *CACHED)
    return provider


def asked(store: Provider, number: int = 1, url: str = INDEX) -> list[str]:
    """Ask for a token so many times, each in a process of its own; return the tokens."""
    return [store.one(request(url=url))["Ok"]["token"] for _ in range(number)]


def test_twenty_requests_start_the_program_once(store: Provider, programs: Programs) -> None:
    # conformance 46; abuse case 69
    assert asked(store, 20) == ["token-1"] * 20
    assert programs.note("starts") == "1\n"


def test_without_the_setting_it_is_started_every_time(store: Provider, programs: Programs) -> None:
    serve(store, *READ)

    assert asked(store, 3) == ["token-1", "token-2", "token-3"]


def test_cargo_learns_when_the_kept_token_ends(store: Provider) -> None:
    first, second = (store.one(request())["Ok"] for _ in range(2))

    assert first == second
    assert first["cache"] == "expires"
    assert 3590 < first["expiration"] - time.time() < 3601


def test_the_kernel_drops_it_two_minutes_before_its_end(store: Provider, programs: Programs) -> None:
    lasting(programs, 122)
    assert asked(store) == ["token-1"]
    time.sleep(2.1)

    assert asked(store) == ["token-2"]


def test_what_ends_within_two_minutes_is_not_kept(store: Provider, programs: Programs) -> None:
    lasting(programs, 120)

    assert asked(store, 2) == ["token-1", "token-2"]


def test_what_has_no_end_is_not_kept(store: Provider, programs: Programs) -> None:
    programs.write("get-token", """echo x >> "${0%/*}/starts"; echo '{"token": "abc"}'""")
    serve(store, 'format = "json"', 'field = "token"', 'cache = "kernel"')

    assert asked(store, 2) == ["abc", "abc"]
    assert programs.note("starts") == "x\nx\n"


def test_a_jwt_says_its_end_itself(store: Provider, programs: Programs) -> None:
    # {"exp": 4102444800}
    programs.write("get-token", 'echo x >> "${0%/*}/starts"; echo eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.c2ln')
    serve(store, 'cache = "kernel"')
    asked(store, 3)

    assert programs.note("starts") == "x\n"


def test_a_logout_forgets_it(store: Provider) -> None:
    # conformance 75
    assert store.ask(request(), request("logout"), request("logout"))[1:] == [LOGGED_OUT, UNSUPPORTED]
    assert asked(store) == ["token-2"]


def test_a_login_asks_anew_for_every_operation(store: Provider, programs: Programs) -> None:
    programs.write("get-publish-token", """echo '{"token": "p", "expires_in": 3600}'; echo x >> "${0%/*}/published" """)
    serve(store, *CACHED, 'login-command = ["true"]', 'publish = { command = ["get-publish-token"] }')
    store.ask(request(), publish())
    with Terminal(store) as terminal:
        terminal.send(request("login"))
        assert terminal.answers() == [LOGGED_IN]

    assert asked(store, 2) == ["token-2", "token-2"]
    store.one(publish())
    assert programs.note("published") == "x\nx\n"


def test_other_settings_and_operations_have_answers_of_their_own(store: Provider, programs: Programs) -> None:
    programs.write("get-publish-token", """echo '{"token": "p", "expires_in": 3600}'; echo x >> "${0%/*}/published" """)
    serve(store, *CACHED, 'publish = { command = ["get-publish-token"] }')
    for _ in range(2):
        assert asked(store) == ["token-1"]
        assert store.one(publish())["Ok"]["token"] == "p"
    assert programs.note("published") == "x\n"

    store.one(request("logout"))
    store.one(publish())
    assert programs.note("published") == "x\nx\n"
    serve(store, *CACHED, 'command = ["get-token", "--other"]')
    assert asked(store, 2) == ["token-2", "token-2"]


def test_registries_do_not_share_it(store: Provider) -> None:
    other = INDEX + "other/"
    tables = "".join(
        "\n".join([f'[registries."{url}"]', 'store = "command"', 'command = ["get-token"]', *CACHED, ""])
        for url in (INDEX, other)
    )
    store.settings(tables)

    assert [asked(store, url=url) for url in (INDEX, other, INDEX, other)] == [
        ["token-1"],
        ["token-2"],
        ["token-1"],
        ["token-2"],
    ]


@pytest.mark.parametrize("operation", [None, 15])
def test_without_a_kernel_keyring_nothing_is_kept(store: Provider, operation: int | None) -> None:
    # abuse case 79: what a container's profile refuses, altogether or (KEYCTL_SET_TIMEOUT) while it is written
    store.through = (*store.through, *refusing(KEYCTL, 1, operation=operation))

    assert asked(store, 2) == ["token-1", "token-2"]
    assert store.one(request("logout")) == UNSUPPORTED


@pytest.mark.parametrize(
    "content", ["x", "[]", "null", '{"a": 1}', '{"a": ["b"]}', '{"a": ["b", "c"]}', '{"a": [1, 4102444800]}', "\\xff"]
)
def test_a_key_that_is_not_ours_is_as_none(store: Provider, user_keyring: UserKeyring, content: str) -> None:
    code = f"from credprovider import kernel_keyring as k; k.write({KEY!r}, {content!r}.encode('latin-1'), 600)"
    subprocess.run([*user_keyring.words, sys.executable, "-c", code], check=True)

    assert asked(store, 2) == ["token-1", "token-1"]
