"""The store in the kernel's keyring, for real, in a user namespace of its own."""

import errno
import sys
import time
from dataclasses import replace

import pytest

from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, LOGGED_OUT, NOT_FOUND, Provider, request, token
from tests.credprovider.stores.contract import StoreContract, UnavailableContract, start_and_kill
from tests.credprovider.test_jwt import jwt
from tests.servers.seccomp import ADD_KEY, KEYCTL, refusing
from tests.servers.user_keyring import UserKeyring

DESCRIPTION = f"cargo-customs:token:{INDEX}"


@pytest.fixture
def store(provider: Provider, user_keyring: UserKeyring) -> Provider:
    """A provider that serves every registry from the kernel's keyring, by arguments."""
    provider.arguments = ("--store", "kernel")
    provider.through = user_keyring.words
    return provider


@pytest.fixture
def unavailable(store: Provider) -> Provider:
    """The same in a container whose profile forbids keyctl, as Docker's own does."""
    return replace(store, through=(*store.through, *refusing(KEYCTL, errno.EPERM)))


class TestContract(StoreContract, UnavailableContract):
    """The kernel's keyring keeps the contract. It has no lock, and does not hang."""


def test_without_a_lifetime_a_token_has_no_end(store: Provider, user_keyring: UserKeyring) -> None:
    store.one(request("login", token="abc"))

    assert [(key.timeout, key.mask) for key in user_keyring.listed()] == [("perm", "3f3f0000")]
    assert user_keyring.listed()[0].description == DESCRIPTION


def test_a_lifetime_is_kept_by_the_kernel_and_told_to_cargo(store: Provider, user_keyring: UserKeyring) -> None:
    # conformance 45
    store.settings('[kernel]\nlifetime = "90m"\n')
    login, answer = store.ask(request("login", token="abc"), request())

    assert (login, answer["Ok"]["cache"]) == (LOGGED_IN, "expires")
    assert 5380 < answer["Ok"]["expiration"] - time.time() <= 5400
    assert user_keyring.listed()[0].timeout == "1h"


def test_a_token_is_gone_after_its_lifetime(store: Provider) -> None:
    # conformance 47
    store.settings('[kernel]\nlifetime = "2s"\n')
    assert store.one(request("login", token="abc")) == LOGGED_IN
    time.sleep(2.3)

    assert store.ask(request(), request("logout")) == [NOT_FOUND, NOT_FOUND]
    assert store.ask(request("login", token="new"), request()) == [LOGGED_IN, token("new")]


@pytest.mark.parametrize(("lifetime", "left"), [("8h", 5400), ("90m", 5400), ("30m", 1800)])
def test_a_jwt_is_not_kept_beyond_its_own_end(
    store: Provider, user_keyring: UserKeyring, lifetime: str, left: int
) -> None:
    store.settings(f'[kernel]\nlifetime = "{lifetime}"\n')
    answer = store.ask(request("login", token=jwt({"exp": int(time.time()) + 5400})), request())[1]

    assert left - 20 < answer["Ok"]["expiration"] - time.time() <= left
    assert user_keyring.listed()[0].timeout in ("1h", "29m", "30m")


def test_a_jwt_that_ends_in_the_far_future(store: Provider, user_keyring: UserKeyring) -> None:
    # The kernel counts the seconds in 32 bits, and would wrap around.
    value = jwt({"exp": 253402300799})
    answer = store.ask(request("login", token=value), request())[1]

    assert (answer["Ok"]["token"], answer["Ok"]["expiration"]) == (value, 253402300799)
    assert user_keyring.listed()[0].timeout.endswith("w")


def test_another_session_of_the_user_reads_it(store: Provider) -> None:
    # sshd, su and systemd start session keyrings that do not possess the user's
    store.one(request("login", token="abc"))
    code = "import os, sys; from credprovider import kernel_keyring as k; k._call(k._KEYCTL, 1, b'new'); "
    code += "os.execv(sys.argv[1], sys.argv[1:])"
    store.through = (*store.through, sys.executable, "-c", code)
    assert store.ask(request(), request("logout"), request()) == [token("abc"), LOGGED_OUT, NOT_FOUND]


def test_a_key_that_another_program_made_is_told_and_replaced_by_a_login(
    store: Provider, user_keyring: UserKeyring
) -> None:
    # conformance 43
    for payload in ("abc", " abc", "x abc", "12", "-1 abc"):
        user_keyring.run(f"k.write({DESCRIPTION!r}, {payload.encode()!r}, None)")
        assert "was not made by this program\nlog in again" in store.error(request())
    assert store.ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]


@pytest.mark.parametrize("payload", ["0 ", "0  x", "0 a\r\nX-Evil: 1", "0 é", "0 \x1b[2J"])
def test_a_payload_that_is_no_token_is_not_given_out(store: Provider, user_keyring: UserKeyring, payload: str) -> None:
    # conformance 55; abuse cases 35, 36
    user_keyring.run(f"k.write({DESCRIPTION!r}, {payload.encode()!r}, None)")

    assert "the token" in store.error(request())


def test_a_url_with_a_zero_byte_is_not_cut_off_there(store: Provider) -> None:
    # The kernel's names end at a zero byte: the token of a registry must not go to another one whose name begins so.
    store.one(request("login", token=CANARY))

    for kind in ("get", "login", "logout"):
        assert "which contains a zero byte" in store.error(request(kind, url=INDEX + "\0x", token="abc"))
    assert store.one(request()) == token(CANARY)


def test_a_token_that_does_not_fit_is_refused_before_it_is_written(store: Provider) -> None:
    store.one(request("login", token="before"))

    assert "do not fit into a key of the kernel's keyring, which has up to 32767" in store.error(
        request("login", token="x" * 40_000)
    )
    assert store.one(request()) == token("before")


def test_no_room_left(store: Provider) -> None:
    # abuse case 79; the used-up quota itself is in test_kernel_keyring.py
    store.one(request("login", token="before"))
    full = replace(store, through=(*store.through, *refusing(ADD_KEY, errno.EDQUOT)))

    assert "the kernel's keyring has no room left for this user\nits quota is used up" in full.error(
        request("login", token=CANARY)
    )
    assert store.one(request()) == token("before")


def test_without_keys_another_store_is_named(unavailable: Provider) -> None:
    assert 'store = "file"' in unavailable.error(request())


def test_a_killed_login_never_leaves_a_token_without_its_end(store: Provider, user_keyring: UserKeyring) -> None:
    # abuse case 81; each single moment is in test_kernel_keyring.py
    store.settings('[kernel]\nlifetime = "90m"\n')
    for moment in range(12):
        start_and_kill(store, request("login", token="abc"), moment * 0.003)
        assert {key.timeout for key in user_keyring.listed(DESCRIPTION)} <= {"1h"}
