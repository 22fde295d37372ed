"""`cargo credprovider uninstall`, run as a person runs it."""

from pathlib import Path

import pytest

from tests.credprovider.commands.home import Home
from tests.credprovider.provider import INDEX, Provider


@pytest.fixture
def home(provider: Provider) -> Home:
    return Home(provider)


@pytest.mark.parametrize("options", [(), ("--store", "secret-service"), ("--without-cargo-token",)])
def test_after_it_everything_is_as_it_was(home: Home, options: tuple[str, ...]) -> None:
    home.does("setup", *options)
    out = home.does("uninstall")

    assert home.config.read_text() == home.original
    assert f"{home.launcher} is removed" in out
    assert "+++" in out
    assert not home.launcher.exists()


def test_an_existing_list_is_as_it_was(home: Home) -> None:
    home.original += '[registry]\r\nglobal-credential-providers = [\r\n "cargo:token", # last\r\n] # end'
    home.config.write_bytes(home.original.encode())
    home.does("setup")
    home.does("uninstall")

    assert home.config.read_bytes() == home.original.encode()


def test_a_second_time_there_is_nothing_to_do(home: Home) -> None:
    home.does("setup")
    home.does("uninstall")

    assert home.does("uninstall").startswith("nothing to do: ")


def test_without_anything_there_is_nothing_to_do(home: Home) -> None:
    home.config.unlink()

    out = home.does("uninstall")
    assert out.startswith("nothing to do: ")
    assert "Tokens stay where they are (stores: the OS keyring)" in out
    assert list(home.provider.home.iterdir()) == []


def test_it_says_where_tokens_and_how_they_come_along(home: Home) -> None:
    home.provider.settings(
        f'[file]\nprotection = "none"\n[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/x"\n'
        '[registries."sparse+https://other.example/"]\nstore = "secret-service"\n'
    )
    (home.provider.home / "credprovider-tokens.json").write_text("{}")
    before = home.settings.read_text()
    out = home.does("uninstall")

    assert "Tokens stay where they are (stores: `file`, `secret-service`, `vault`)" in out
    assert "`cargo credprovider export --to PLACE` takes them along" in out
    assert home.settings.read_text() == before


def test_settings_with_a_mistake_are_no_reason_to_stay(home: Home) -> None:
    home.does("setup")
    home.settings.write_text("[")
    home.does("uninstall")

    assert home.config.read_text() == home.original


def test_a_program_of_somebody_else_stays(home: Home) -> None:
    home.does("setup")
    home.launcher.write_text("#!/bin/sh\n")
    out = home.does("uninstall")

    assert f"note: {home.launcher} is not touched" in out
    assert home.launcher.exists()
    assert home.config.read_text() == home.original


def test_entries_that_were_written_by_hand_go_too(home: Home) -> None:
    home.config.write_text(home.original + 'credential-provider = ["cargo-credprovider", "--store", "file"]\n')
    home.does("uninstall")

    assert home.config.read_text() == home.original


def test_a_configuration_that_is_not_toml_is_refused(home: Home) -> None:
    home.does("setup")
    home.config.write_text("[registry\n")

    assert "is not valid TOML" in home.refuses("uninstall")
    assert Path(home.launcher).exists()
