"""`cargo credprovider unlock`: what it asks for, and what it says."""

import json

import pytest

from tests.credprovider.commands.command_line import cargo_config, command
from tests.credprovider.provider import CANARY, INDEX, LOGGED_IN, Provider, request, token
from tests.credprovider.stores.contract import OTHER
from tests.credprovider.terminal import Terminal
from tests.credprovider.token_file.protected import PASSPHRASE, key_file, passphrase_file
from tests.servers.secret_service import SecretService
from tests.servers.session_bus import stuck_bus
from tests.servers.user_keyring import UserKeyring

NAME = "credprovider-tokens.json"


@pytest.fixture
def locked(provider: Provider, user_keyring: UserKeyring) -> Provider:
    """A provider that serves two registries from a token file, which is locked, and has a token for the first."""
    made = passphrase_file(provider, user_keyring)
    made.unlock()
    provider.one(request("login", token="kept"))
    made.lock()
    serve(provider, "passphrase")
    return provider


def serve(provider: Provider, protection: str, *more: str) -> None:
    """Write settings that serve two registries from a token file with this protection."""
    tables = (f'[registries."{url}"]\nstore = "file"\n' for url in (INDEX, OTHER))
    provider.settings(f'[file]\nprotection = "{protection}"\n{"".join(tables)}{"".join(more)}')
    provider.arguments = ()


def test_the_token_file_is_unlocked_once_for_all_its_registries(locked: Provider) -> None:
    with Terminal(locked, "unlock") as terminal:
        terminal.reply(f"Passphrase for {locked.home}/{NAME}: ", PASSPHRASE)
        assert terminal.printed() == (0, "The store `file` is unlocked.\n")
        assert PASSPHRASE not in terminal.shown("\n")
    assert locked.one(request()) == token("kept")


@pytest.mark.parametrize("words", [("alt",), (INDEX,), ("alt", INDEX, OTHER), ()])
def test_registries_may_be_named(locked: Provider, words: tuple[str, ...]) -> None:
    cargo_config(locked, alt=INDEX)
    with Terminal(locked, "unlock", *words) as terminal:
        terminal.reply("Passphrase for ", PASSPHRASE)
        assert terminal.printed() == (0, "The store `file` is unlocked.\n")


def test_what_is_unlocked_is_not_asked_for_again(locked: Provider) -> None:
    with Terminal(locked, "unlock") as terminal:
        terminal.reply("Passphrase for ", PASSPHRASE)
        terminal.printed()
    done = command(locked, "unlock")

    assert (done.returncode, done.stdout, done.stderr) == (0, "The store `file` is unlocked.\n", "")


def test_a_wrong_passphrase(locked: Provider) -> None:
    with Terminal(locked, "unlock") as terminal:
        for _ in range(3):
            terminal.reply("Passphrase for ", "wrong horse")
        assert "error: the passphrase is not that of" in terminal.shown("nothing was changed")
        assert terminal.printed() == (1, "")


def test_without_a_terminal(locked: Provider) -> None:
    done = command(locked, "unlock")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: there is no terminal to ask for the passphrase\n")


def test_tokens_that_are_not_encrypted_yet_are_encrypted(provider: Provider, user_keyring: UserKeyring) -> None:
    serve(provider, "none")
    provider.through = user_keyring.words
    provider.ask(request("login", token=CANARY), request("login", token="other", url=OTHER))
    serve(provider, "passphrase")
    assert "run `cargo credprovider unlock`, which encrypts it" in provider.error(request())

    with Terminal(provider, "unlock") as terminal:
        terminal.reply("New passphrase for ", PASSPHRASE)
        terminal.reply("again: ", PASSPHRASE)
        terminal.shown("were not encrypted; now they are")
        assert terminal.printed() == (0, "The store `file` is unlocked.\n")
    assert CANARY not in (provider.home / NAME).read_text()
    assert provider.ask(request(), request(url=OTHER)) == [token(CANARY), token("other")]


def test_tokens_are_encrypted_with_a_key_file(provider: Provider) -> None:
    serve(provider, "none")
    provider.one(request("login", token=CANARY))
    key_file(provider)
    done = command(provider, "unlock")

    assert (done.returncode, "The store `file` needs no unlocking.\n" in done.stdout) == (0, True)
    assert "were not encrypted; now they are" in done.stderr
    assert CANARY not in (provider.home / NAME).read_text()
    assert provider.one(request()) == token(CANARY)


def test_before_the_first_login_a_new_file_is_made(provider: Provider, user_keyring: UserKeyring) -> None:
    serve(provider, "passphrase")
    provider.through = user_keyring.words
    with Terminal(provider, "unlock") as terminal:
        terminal.reply("New passphrase for ", PASSPHRASE)
        terminal.reply("again: ", PASSPHRASE)
        assert terminal.printed()[0] == 0
    assert json.loads((provider.home / NAME).read_text())["tokens"] == {}
    assert provider.one(request("login", token="abc")) == LOGGED_IN


def test_an_encrypted_file_without_its_key(locked: Provider) -> None:
    serve(locked, "none")
    done = command(locked, "unlock")

    assert done.returncode == 1
    assert 'but the settings say protection = "none"' in done.stderr


def test_a_key_file_that_does_not_fit(provider: Provider) -> None:
    key = key_file(provider)
    provider.one(request("login", token="abc"))
    key.write_bytes(bytes(32))

    assert "is not the one that the tokens were encrypted with" in command(provider, "unlock").stderr


def test_stores_without_a_lock(provider: Provider) -> None:
    serve(provider, "none", '[registries."sparse+https://v.example/"]\nstore = "vault"\nsecret = "kv/x"\n')
    done = command(provider, "unlock")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The store `file` needs no unlocking.\nThe store `vault` needs no unlocking.\n"


def test_each_operation_may_have_a_store_of_its_own(locked: Provider) -> None:
    serve(locked, "passphrase", '[registries."sparse+https://v.example/"]\nstore = "vault"\nsecret = "kv/x"\n')
    settings = locked.home / "credprovider.toml"
    settings.write_text(settings.read_text() + 'publish = { store = "file" }\n')
    with Terminal(locked, "unlock", "sparse+https://v.example/") as terminal:
        terminal.reply("Passphrase for ", PASSPHRASE)
        assert terminal.printed() == (0, "The store `vault` needs no unlocking.\nThe store `file` is unlocked.\n")


def test_nothing_configured_and_no_keyring(provider: Provider) -> None:
    done = command(provider, "unlock")

    assert (done.returncode, done.stderr) == (0, "")
    assert "The store `auto` has nothing to unlock: the OS keyring is not available (DBUS_SESSION_BUS" in done.stdout


def test_a_keyring_that_is_named_and_not_there(provider: Provider) -> None:
    provider.serve("secret-service")
    done = command(provider, "unlock")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: the OS keyring is not available\n")


def test_the_stores_that_cargos_config_may_name(locked: Provider) -> None:
    locked.settings('[file]\nprotection = "passphrase"\n')
    with Terminal(locked, "unlock") as terminal:
        terminal.reply("Passphrase for ", PASSPHRASE)
        status, said = terminal.printed()
    assert (status, said.splitlines()[1]) == (0, "The store `file` is unlocked.")


def test_an_unlocked_keyring(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment
    done = command(provider, "unlock")

    assert (done.returncode, done.stdout, done.stderr) == (0, "The store `auto` is unlocked.\n", "")


def test_a_locked_keyring_without_a_display(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment
    secret_service.lock()
    done = command(provider, "unlock")

    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no display to ask for its password" in done.stderr


def test_a_dialogue_that_is_dismissed(provider: Provider, secret_service: SecretService) -> None:
    # The dialogue's program finds no display at this address and gives up.
    provider.extra |= {**secret_service.environment, "DISPLAY": ":4711"}
    secret_service.lock()
    done = command(provider, "unlock")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: the keyring's dialogue was dismissed; nothing was changed\n"


def test_a_keyring_that_does_not_answer_does_not_hang_it(provider: Provider) -> None:
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    with stuck_bus(provider.root) as address:
        provider.extra["DBUS_SESSION_BUS_ADDRESS"] = address
        done = command(provider, "unlock")

    assert done.returncode == 1
    assert "error: timed out after 0.3 s waiting for the Secret Service" in done.stderr


def test_one_store_that_fails_does_not_keep_the_others_locked(locked: Provider) -> None:
    serve(locked, "passphrase", '[registries."sparse+https://s.example/"]\nstore = "secret-service"\n')
    with Terminal(locked, "unlock") as terminal:
        terminal.reply("Passphrase for ", PASSPHRASE)
        terminal.shown("error: the OS keyring is not available")
        assert terminal.printed() == (1, "The store `file` is unlocked.\n")


@pytest.mark.parametrize("word", ["unheard-of", "sparse+https://unlisted.example/"])
def test_a_registry_that_is_not_known_or_not_served(locked: Provider, word: str) -> None:
    done = command(locked, "unlock", word)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")


def test_a_mistake_in_the_settings(provider: Provider) -> None:
    provider.settings('[file]\nprotection = "rot13"\n')

    assert "`rot13` is not known" in command(provider, "unlock").stderr
