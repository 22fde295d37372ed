"""The token file's passphrase, typed on a real pseudo-terminal; the key that the kernel keeps of it, and its end."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, NOT_FOUND, Provider, request, token
from tests.credprovider.stores.contract import OTHER
from tests.credprovider.terminal import Terminal
from tests.credprovider.token_file.protected import PASSPHRASE, PassphraseFile, passphrase_file
from tests.servers.user_keyring import UserKeyring

NAME = "credprovider-tokens.json"


@pytest.fixture
def store(provider: Provider, user_keyring: UserKeyring) -> Provider:
    """A provider whose settings say `passphrase`, and that has no token file yet."""
    provider.settings('[file]\nprotection = "passphrase"\n')
    provider.arguments = ("--store", "file")
    provider.through = user_keyring.words
    return provider


@pytest.fixture
def locked_file(store: Provider, user_keyring: UserKeyring) -> PassphraseFile:
    """A token file with a passphrase, which is locked and has one token."""
    made = passphrase_file(store, user_keyring)
    made.unlock()
    assert store.one(request("login", token="kept", url=OTHER)) == LOGGED_IN
    made.lock()
    return made


@pytest.fixture
def terminal(store: Provider) -> Iterator[Terminal]:
    """The provider on a terminal."""
    with Terminal(store) as opened:
        yield opened


def stored(provider: Provider) -> Any:
    return json.loads((provider.home / NAME).read_text())


def test_a_new_file_asks_twice_and_shows_nothing(
    store: Provider, terminal: Terminal, user_keyring: UserKeyring
) -> None:
    # conformance 62; abuse cases 93, 96
    terminal.send(request("login", token="abc"))
    assert f"New passphrase for {store.home}/{NAME}, 8 characters or more: " in terminal.shown("more: ")
    assert not terminal.echoes()
    terminal.press(b"pa\xc3\x9f " + CANARY.encode() + b" \n")
    seen = terminal.reply("The same again: ", "paß " + CANARY + " ")
    terminal.send(request())

    assert terminal.answers() == [LOGGED_IN, token("abc")]
    assert CANARY not in seen + terminal.shown("\n")
    assert terminal.echoes()
    assert stored(store)["protection"] | {"salt": "", "check": ""} == {
        "kind": "passphrase",
        "kdf": "scrypt",
        "n": 131072,
        "r": 8,
        "p": 1,
        "salt": "",
        "check": "",
    }
    (key,) = user_keyring.listed("token-file")
    assert (key.timeout, key.mask) in (("7h", "3f3f0000"), ("8h", "3f3f0000"))
    assert store.ask(request(), request("login", token="more", url=OTHER)) == [token("abc"), LOGGED_IN]


@pytest.mark.parametrize("short", ["", "1234567", "ßßßßßßß"])
def test_a_short_passphrase_is_refused(store: Provider, terminal: Terminal, short: str) -> None:
    terminal.send(request("login", token="abc"))
    terminal.reply("more: ", short)
    said = terminal.answers()[0]["Err"]["message"]

    assert said in (
        "the passphrase is too short: it needs 8 characters or more; nothing was stored",
        "no passphrase was typed; nothing was stored",
    )
    assert not (store.home / NAME).exists()


def test_two_passphrases_that_differ(store: Provider, terminal: Terminal) -> None:
    terminal.send(request("login", token="abc"))
    terminal.reply("more: ", PASSPHRASE)
    terminal.reply("again: ", PASSPHRASE + " ")

    assert terminal.answers()[0]["Err"]["message"] == "the two passphrases differ; nothing was stored"
    assert not (store.home / NAME).exists()


def test_bytes_that_are_no_text(store: Provider, terminal: Terminal) -> None:
    # They would all be the same character, and a passphrase of them none.
    terminal.send(request("login", token="abc"))
    terminal.shown("more: ")
    terminal.press(b"\xe4\xf6\xfc\xe4\xf6\xfc\xe4\xf6\n")

    assert "was not typed in UTF-8" in terminal.answers()[0]["Err"]["message"]
    assert not (store.home / NAME).exists()


@pytest.mark.parametrize("keys", [b"\x03", b"\x04", b"secret\x03"])
def test_an_interrupted_prompt_stores_nothing(store: Provider, terminal: Terminal, keys: bytes) -> None:
    # conformance 64; abuse case 84
    terminal.send(request("login", token="abc"))
    terminal.shown("more: ")
    terminal.press(keys)

    assert terminal.answers()[0]["Err"]["message"] == "no passphrase was typed; nothing was stored"
    assert terminal.echoes()
    assert not (store.home / NAME).exists()


def test_a_login_into_a_locked_file_asks_once(
    store: Provider, locked_file: PassphraseFile, terminal: Terminal, user_keyring: UserKeyring
) -> None:
    terminal.send(request("login", token="abc"))
    terminal.reply(f"Passphrase for {locked_file.path}: ", PASSPHRASE)
    terminal.send(request())
    terminal.send(request(url=OTHER))

    assert terminal.answers() == [LOGGED_IN, token("abc"), token("kept")]
    assert len(user_keyring.listed("token-file")) == 1


def test_a_wrong_passphrase_can_be_typed_again(
    store: Provider, locked_file: PassphraseFile, terminal: Terminal
) -> None:
    terminal.send(request("login", token="abc"))
    terminal.reply("Passphrase for ", "wrong horse")
    terminal.reply("That is not it. Passphrase for ", PASSPHRASE)

    assert terminal.answers() == [LOGGED_IN]


def test_three_wrong_passphrases_change_nothing(
    store: Provider, locked_file: PassphraseFile, terminal: Terminal, user_keyring: UserKeyring
) -> None:
    before = locked_file.path.read_bytes()
    terminal.send(request("login", token="abc"))
    for _ in range(3):
        terminal.reply("Passphrase for ", CANARY)

    assert terminal.answers()[0]["Err"]["message"] == (
        f"the passphrase is not that of {locked_file.path}; nothing was changed"
    )
    assert locked_file.path.read_bytes() == before
    assert user_keyring.listed("token-file") == []
    assert "is locked" in store.error(request(url=OTHER))


def test_a_check_that_was_changed_lets_no_passphrase_in(
    store: Provider, locked_file: PassphraseFile, terminal: Terminal
) -> None:
    changed = stored(store)
    changed["protection"]["check"] = "00" * 28
    locked_file.path.write_text(json.dumps(changed))
    terminal.send(request("login", token="abc"))
    for _ in range(3):
        terminal.reply("Passphrase for ", PASSPHRASE)

    assert "the passphrase is not that of" in terminal.answers()[0]["Err"]["message"]
    assert stored(store) == changed


def test_a_person_may_take_longer_than_the_deadline(store: Provider, locked_file: PassphraseFile) -> None:
    store.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    with Terminal(store) as terminal:
        terminal.send(request("login", token="abc"))
        terminal.shown("Passphrase for ")
        time.sleep(0.8)
        terminal.press(PASSPHRASE.encode() + b"\n")

        assert terminal.answers() == [LOGGED_IN]


def test_the_kernel_forgets_the_key_after_its_lifetime(store: Provider, locked_file: PassphraseFile) -> None:
    store.settings('[file]\nprotection = "passphrase"\npassphrase-lifetime = "2s"\n')
    with Terminal(store, "unlock") as terminal:
        terminal.reply("Passphrase for ", PASSPHRASE)
        assert terminal.printed()[0] == 0
    assert store.one(request(url=OTHER)) == token("kept")
    time.sleep(2.3)

    assert store.error(request(url=OTHER)) == "the token file is locked\nunlock it with `cargo credprovider unlock`"
    assert store.one(request(url=INDEX)) == NOT_FOUND


def test_a_get_never_asks(store: Provider, locked_file: PassphraseFile, terminal: Terminal) -> None:
    # conformance 60
    terminal.send(request(url=OTHER))

    assert "is locked" in terminal.answers()[0]["Err"]["message"]


@pytest.mark.parametrize("there", [True, False])
def test_without_a_terminal_the_way_without_one_is_named_at_once(
    store: Provider, there: bool, user_keyring: UserKeyring
) -> None:
    # conformance 63; abuse case 96
    if there:
        passphrase_file(store, user_keyring)
    start = time.monotonic()
    said = store.raw(store.line(request("login", token="abc")), start_new_session=True).lines[0]["Err"]

    assert time.monotonic() - start < 2
    assert said["message"] == "there is no terminal to ask for the passphrase"
    assert 'run `cargo credprovider unlock` on a terminal, or use protection = "key-file"' in said["caused-by"][0]


def test_the_passphrase_itself_is_kept_nowhere(store: Provider, terminal: Terminal, user_keyring: UserKeyring) -> None:
    # abuse case 93
    terminal.send(request("login", token="abc"))
    terminal.reply("more: ", CANARY)
    terminal.reply("again: ", CANARY)
    assert terminal.answers() == [LOGGED_IN]

    (key,) = user_keyring.listed("token-file")
    kept = user_keyring.run(f"print(k.read({key.description!r}))")
    assert CANARY not in kept + key.description
    assert not any(CANARY.encode() in path.read_bytes() for path in store.home.iterdir())


def test_too_little_memory_is_told(store: Provider) -> None:
    # abuse case 88
    store.through = (*store.through, "sh", "-c", 'ulimit -v 230000; exec "$@"', "sh")
    with Terminal(store, "unlock") as terminal:
        terminal.reply("more: ", PASSPHRASE)
        terminal.reply("again: ", PASSPHRASE)
        said = terminal.shown("make a key of the passphrase")

    assert "error: there are no 128 MiB of memory" in said
