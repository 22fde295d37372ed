"""The token file with encrypted tokens: the contract for both kinds of keys, and what an attacker or an accident may do
to it.
"""

import errno
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, LOGGED_OUT, NOT_FOUND, Provider, request, token
from tests.credprovider.stores.contract import OTHER, LockedContract, StoreContract, UnavailableContract
from tests.credprovider.token_file.protected import PassphraseFile, key_file, passphrase_file, write_private
from tests.servers.seccomp import KEYCTL, refusing
from tests.servers.user_keyring import UserKeyring

NAME = "credprovider-tokens.json"
PASSPHRASE_SETTINGS = '[file]\nprotection = "passphrase"\n'


@pytest.fixture
def locked_file(provider: Provider, user_keyring: UserKeyring) -> PassphraseFile:
    """An empty token file with a passphrase, and a provider that serves every registry from it."""
    return passphrase_file(provider, user_keyring)


@pytest.fixture
def with_passphrase(provider: Provider, locked_file: PassphraseFile) -> Provider:
    """A provider whose token file has a passphrase and is unlocked."""
    locked_file.unlock()
    return provider


@pytest.fixture
def with_key_file(provider: Provider) -> Provider:
    """A provider whose token file is encrypted with a key file."""
    key_file(provider)
    return provider


def without_library(provider: Provider) -> Provider:
    """Return the provider in an installation that lacks the library `cryptography`."""
    folder = provider.root / "lacking"
    folder.mkdir()
    (folder / "cryptography.py").write_text("raise ImportError('No module named cryptography')\n")
    return replace(provider, extra={**provider.extra, "PYTHONPATH": str(folder)})


class TestPassphraseContract(StoreContract, LockedContract):
    """With a passphrase the contract is kept, once the file is unlocked."""

    @pytest.fixture
    def store(self, with_passphrase: Provider) -> Provider:
        return with_passphrase

    @pytest.fixture
    def lock(self, locked_file: PassphraseFile) -> Callable[[], None]:
        return locked_file.lock

    @pytest.fixture
    def unlock(self, locked_file: PassphraseFile) -> Callable[[], None]:
        return locked_file.unlock


class TestKeyFileContract(StoreContract, UnavailableContract):
    """With a key file it is kept, too. It has no lock; where the library is missing, it can only forget a token."""

    REFUSED = ("get", "login")

    @pytest.fixture
    def store(self, with_key_file: Provider) -> Provider:
        return with_key_file

    @pytest.fixture
    def unavailable(self, with_key_file: Provider) -> Provider:
        with_key_file.one(request("login", token="abc"))
        return without_library(with_key_file)


@pytest.fixture(params=["with_passphrase", "with_key_file"])
def store(request: pytest.FixtureRequest) -> Provider:
    """Each of the two."""
    found: Provider = request.getfixturevalue(request.param)
    return found


def content(provider: Provider) -> Any:
    return json.loads((provider.home / NAME).read_text())


def rewrite(provider: Provider, changed: object) -> None:
    (provider.home / NAME).write_text(json.dumps(changed))


def test_no_token_is_readable_in_the_file(store: Provider) -> None:
    # abuse case 93
    store.one(request("login", token=CANARY))
    text = (store.home / NAME).read_text()

    assert INDEX in text
    assert CANARY not in text
    assert CANARY.encode().hex() not in text


def test_a_logout_needs_no_key(with_passphrase: Provider, locked_file: PassphraseFile) -> None:
    with_passphrase.ask(request("login", token="abc"), request("login", token="other", url=OTHER))
    locked_file.lock()
    said = with_passphrase.ask(request("logout"), request("logout"), request())

    assert said == [LOGGED_OUT, NOT_FOUND, NOT_FOUND]
    locked_file.unlock()
    assert with_passphrase.one(request(url=OTHER)) == token("other")


def test_twenty_processes_at_once(store: Provider) -> None:
    # abuse case 82: no lost update, no torn read
    kept = [f"sparse+https://kept.example/{number}/" for number in range(10)]
    gone = [f"sparse+https://gone.example/{number}/" for number in range(10)]
    asked = [[request("login", token=url[-2], url=url), request(url=url)] for url in kept]
    asked += [[*(request(kind, url=url, token="x") for kind in ("login", "get", "logout", "get"))] for url in gone]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda each: store.ask(*each), asked))

    assert answers[:10] == [[LOGGED_IN, token(url[-2])] for url in kept]
    assert answers[10:] == [[LOGGED_IN, token("x"), LOGGED_OUT, NOT_FOUND]] * 10
    assert store.ask(*(request(url=url) for url in kept)) == [token(url[-2]) for url in kept]
    assert set(content(store)["tokens"]) == set(kept)


def test_first_logins_at_once_agree_on_one_key(with_key_file: Provider) -> None:
    urls = [f"sparse+https://registry.example/{number}/" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda url: with_key_file.one(request("login", token="abc", url=url)), urls))

    assert done == [LOGGED_IN] * 8
    assert with_key_file.ask(*(request(url=url) for url in urls)) == [token("abc")] * 8


def test_ciphertexts_that_change_places_are_not_given_out(store: Provider) -> None:
    store.ask(request("login", token="one"), request("login", token=CANARY, url=OTHER))
    changed = content(store)
    changed["tokens"] = {INDEX: changed["tokens"][OTHER], OTHER: changed["tokens"][INDEX]}
    rewrite(store, changed)

    for url in (INDEX, OTHER):
        assert "was changed; log in again" in store.error(request(url=url))
    assert store.ask(request("login", token="new"), request()) == [LOGGED_IN, token("new")]


@pytest.mark.parametrize("at", [0, 30, -1])
def test_a_flipped_bit(store: Provider, at: int) -> None:
    # conformance 43
    store.one(request("login", token="a" * 20))
    changed = content(store)
    data = bytearray.fromhex(changed["tokens"][INDEX])
    data[at] ^= 1
    changed["tokens"][INDEX] = data.hex()
    rewrite(store, changed)

    assert "was changed; log in again" in store.error(request())


@pytest.mark.parametrize("text", ["", "00", "zz", "00" * 27])
def test_a_text_that_no_encryption_made(store: Provider, text: str) -> None:
    store.one(request("login", token="abc"))
    rewrite(store, content(store) | {"tokens": {INDEX: text}})

    assert "was changed; log in again" in store.error(request())


def test_a_truncated_file_is_told_and_not_overwritten(store: Provider) -> None:
    store.one(request("login", token="abc"))
    whole = (store.home / NAME).read_bytes()
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        (store.home / NAME).write_bytes(whole[:size])
        for kind in ("get", "login", "logout"):
            assert "move it away and log in again" in store.error(request(kind, token="new"))
        assert (store.home / NAME).read_bytes() == whole[:size]


@pytest.mark.parametrize("cost", [2**40, 2**30, 2**13])
def test_a_file_that_asks_for_more_work_than_we_do(with_passphrase: Provider, cost: int) -> None:
    # test_content.py has each parameter
    with_passphrase.one(request("login", token="abc"))
    changed = content(with_passphrase)
    changed["protection"]["n"] = cost
    rewrite(with_passphrase, changed)

    assert "damaged or not a token file of this version" in with_passphrase.error(request())


def test_another_cost_makes_another_key(with_passphrase: Provider) -> None:
    with_passphrase.one(request("login", token="abc"))
    changed = content(with_passphrase)
    changed["protection"]["n"] *= 2
    rewrite(with_passphrase, changed)

    assert "was changed; log in again" in with_passphrase.error(request())
    assert "there is no terminal to ask for the passphrase" in with_passphrase.error(request("login", token="new"))


def test_another_salt_is_a_locked_file(with_passphrase: Provider) -> None:
    with_passphrase.one(request("login", token="abc"))
    changed = content(with_passphrase)
    changed["protection"]["salt"] = "00" * 16
    rewrite(with_passphrase, changed)

    assert "the token file is locked" in with_passphrase.error(request())


def test_an_unencrypted_file_in_its_place_is_refused(store: Provider) -> None:
    # An attacker who can write the file, but not read the key, would choose what is sent, and read what is stored next.
    store.one(request("login", token="abc"))
    rewrite(store, {"format": 1, "tokens": {INDEX: "planted"}})
    said = store.error(request())

    assert "is not encrypted, but the settings say protection" in said
    assert "`cargo credprovider unlock`" in said
    assert "somebody has put this file there" in said
    assert store.one(request(url=OTHER)) == NOT_FOUND


def test_unencrypted_tokens_are_encrypted_by_a_login(with_key_file: Provider) -> None:
    rewrite_settings = (with_key_file.home / "credprovider.toml").read_text()
    with_key_file.settings('[file]\nprotection = "none"\n')
    with_key_file.one(request("login", token=CANARY, url=OTHER))
    assert CANARY in (with_key_file.home / NAME).read_text()

    with_key_file.settings(rewrite_settings)
    said = with_key_file.raw(with_key_file.line(request("login", token="abc")))
    assert said.lines == [LOGGED_IN]
    assert "were not encrypted; now they are" in said.hints
    assert CANARY not in (with_key_file.home / NAME).read_text()
    assert with_key_file.ask(request(), request(url=OTHER)) == [token("abc"), token(CANARY)]


@pytest.mark.parametrize("kind", ["get", "login"])
def test_an_encrypted_file_is_not_made_an_unencrypted_one(store: Provider, kind: str) -> None:
    store.one(request("login", token="abc"))
    before = content(store)
    store.settings('[file]\nprotection = "none"\n')
    said = store.error(request(kind, token="new"))

    assert 'but the settings say protection = "none"' in said
    assert f'write protection = "{before["protection"]["kind"]}" under [file] again' in said
    assert content(store) == before
    assert store.ask(request("logout"), request()) == [LOGGED_OUT, NOT_FOUND]


@pytest.mark.parametrize("kind", ["get", "login"])
def test_a_passphrase_is_not_a_key_file(with_passphrase: Provider, kind: str) -> None:
    with_passphrase.one(request("login", token="abc"))
    key_file(with_passphrase)

    assert 'is encrypted with a passphrase, but the settings say protection = "key-file"' in with_passphrase.error(
        request(kind, token="new")
    )


@pytest.mark.parametrize("kind", ["get", "login"])
def test_a_key_file_is_not_a_passphrase(with_key_file: Provider, kind: str) -> None:
    with_key_file.one(request("login", token="abc"))
    with_key_file.settings(PASSPHRASE_SETTINGS)

    assert 'is encrypted with a key file, but the settings say protection = "passphrase"' in with_key_file.error(
        request(kind, token="new")
    )


def test_a_missing_key_file(with_key_file: Provider) -> None:
    with_key_file.one(request("login", token="abc"))
    (with_key_file.root / "key").unlink()

    for kind in ("get", "login"):
        said = with_key_file.error(request(kind, token="new", url=INDEX))
        assert f"the key file {with_key_file.root}/key is not there\nput it back" in said
    assert with_key_file.one(request(url=OTHER)) == NOT_FOUND
    assert with_key_file.one(request("logout")) == LOGGED_OUT


def test_a_key_file_that_is_too_short(with_key_file: Provider) -> None:
    write_private(with_key_file.root / "key", os.urandom(31))

    assert "holds 31 bytes; 32 or more are needed" in with_key_file.error(request("login", token="abc"))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_key_file_that_others_may_read(with_key_file: Provider, mode: int) -> None:
    with_key_file.one(request("login", token="abc"))
    (with_key_file.root / "key").chmod(mode)

    assert "run `chmod 600` on it" in with_key_file.error(request())


def test_a_link_to_a_key_file(with_key_file: Provider) -> None:
    key = with_key_file.root / "key"
    key.symlink_to(key.rename(key.with_name("elsewhere")))

    assert "it is a symbolic link" in with_key_file.error(request("login", token="abc"))


def test_another_key_file(with_key_file: Provider) -> None:
    with_key_file.one(request("login", token="abc"))
    write_private(with_key_file.root / "key", os.urandom(32))

    for kind in ("get", "login"):
        assert "is not the one that the tokens were encrypted with" in with_key_file.error(request(kind, token="new"))


def test_a_key_file_in_the_home(with_key_file: Provider) -> None:
    with_key_file.settings('[file]\nprotection = "key-file"\nkey-file = "~/key"\n')

    assert with_key_file.ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]


def test_without_the_kernels_keyring_a_key_file_is_named(with_passphrase: Provider) -> None:
    # abuse case 79: in a container, where keyctl is forbidden
    with_passphrase.one(request("login", token="abc"))
    contained = replace(with_passphrase, through=(*with_passphrase.through, *refusing(KEYCTL, errno.EPERM)))

    for kind in ("get", "login"):
        said = contained.error(request(kind, token="new"))
        assert "a passphrase needs the Linux kernel's keyring" in said
        assert 'use protection = "key-file" under [file]' in said
    assert contained.ask(request(url=OTHER), request("logout")) == [NOT_FOUND, LOGGED_OUT]


def test_without_the_library_the_extra_is_named(store: Provider) -> None:
    store.one(request("login", token="abc"))
    lacking = without_library(store)

    for kind in ("get", "login"):
        said = lacking.error(request(kind, token="new"))
        assert "the Python library cryptography is missing" in said
        assert 'pip install "cargo-customs[file]"' in said
    assert lacking.one(request("logout")) == LOGGED_OUT


def test_without_the_library_nothing_is_said_where_nothing_is_stored(with_key_file: Provider) -> None:
    assert without_library(with_key_file).one(request()) == NOT_FOUND


def test_without_encryption_no_library_is_needed(provider: Provider) -> None:
    provider.file_store()

    assert without_library(provider).ask(request("login", token="abc"), request()) == [LOGGED_IN, token("abc")]


def test_a_protection_has_to_be_chosen(provider: Provider) -> None:
    provider.serve("file")
    for kind in ("get", "login", "logout"):
        said = provider.error(request(kind, token="abc"))
        assert 'write protection = "passphrase" under [file] in $CARGO_HOME/credprovider.toml' in said
        assert 'or "key-file"; or "none", which leaves them unencrypted' in said


def test_the_file_is_private_from_its_first_moment(provider: Provider) -> None:
    # conformance 86; abuse case 81
    key_file(provider)
    for umask in (0o000, 0o077, 0o777):
        line = provider.line(request("login", token="abc"))
        assert provider.raw(line, umask=umask).lines == [LOGGED_IN]
        assert (provider.home / NAME).stat().st_mode & 0o7777 == 0o600
