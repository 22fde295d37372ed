"""`cargo credprovider setup`, run as a person runs it."""

import subprocess

import pytest

from credprovider import cli
from credprovider.stores import STORES
from tests.credprovider.commands.home import Home, difference
from tests.credprovider.provider import INDEX, Provider

OTHER = "sparse+https://other.example/index/"
FILE = '[file]\nprotection = "none"\n'


@pytest.fixture
def home(provider: Provider) -> Home:
    return Home(provider)


def listed(home: Home, behind: str = "") -> str:
    """Return what setup puts behind the configuration."""
    entry = f"{home.launcher}{behind}"
    return (
        f'\n[registry] # set by `cargo credprovider setup`\nglobal-credential-providers = ["cargo:token", "{entry}"]\n'
    )


def test_without_options_the_launcher_is_named_in_cargos_list(home: Home) -> None:
    out = home.does("setup")

    assert home.config.read_text() == home.original + listed(home)
    assert f"{home.launcher} is written" in out
    assert f'+global-credential-providers = ["cargo:token", "{home.launcher}"]' in out
    assert not home.settings.exists()
    hello = subprocess.run([home.launcher, "--cargo-plugin"], capture_output=True, input=b"", check=True)
    assert hello.stdout == b'{"v":[1]}\n'


def test_a_second_time_there_is_nothing_to_do(home: Home) -> None:
    home.does("setup")
    before = home.files()
    out = home.does("setup")

    assert out == "nothing to do: cargo's configuration names the launcher\n"
    assert home.files() == before


def test_a_home_that_is_not_there_is_made(home: Home) -> None:
    home.provider.extra["CARGO_HOME"] = str(home.provider.root / "new" / "home")
    assert home.run("setup").status == 0

    assert (home.provider.root / "new" / "home" / "config.toml").stat().st_mode & 0o777 == 0o644


def test_the_older_name_of_the_configuration_is_the_one_that_cargo_reads(home: Home) -> None:
    older = home.config.with_name("config")
    older.write_text("")
    out = home.does("setup")

    assert home.config.read_text() == home.original
    assert str(home.launcher) in older.read_text()
    assert f"cargo reads {older}, and not the config.toml beside it" in out


def test_a_terminal_without_the_letters_of_a_path(home: Home) -> None:
    # abuse case 92
    home.provider.extra |= {"CARGO_HOME": str(home.provider.root / "hömé"), "PYTHONIOENCODING": "ascii"}

    assert "h\\xf6m\\xe9" in home.run("setup").out
    assert "hömé/bin/cargo-credential-customs" in (home.provider.root / "hömé" / "config.toml").read_text()


def test_a_configuration_in_a_project_is_never_touched(home: Home) -> None:
    project = home.provider.root / ".cargo" / "config.toml"
    project.parent.mkdir()
    project.write_text('[registry]\nglobal-credential-providers = ["cargo-credprovider"]\n')
    home.does("setup")
    home.does("uninstall")

    assert project.read_text() == '[registry]\nglobal-credential-providers = ["cargo-credprovider"]\n'


def test_cargo_token_is_left_out_when_asked_for(home: Home) -> None:
    out = home.does("setup", "--without-cargo-token")

    assert home.config.read_text() == home.original + listed(home).replace('"cargo:token", ', "")
    assert "credentials.toml and CARGO_REGISTRIES_*_TOKEN are not used" in out


def test_a_registry_that_has_its_own_provider_is_told_of_and_left_alone(home: Home) -> None:
    home.config.write_text(home.original + 'credential-provider = "cargo:libsecret"\n')
    out = home.does("setup")

    assert "`company` keeps its own provider, cargo:libsecret, which cargo asks instead" in out
    assert 'credential-provider = "cargo:libsecret"\n' in home.config.read_text()


def test_a_registry_that_has_its_own_provider_is_taken_over_when_named(home: Home) -> None:
    home.config.write_text(home.original + 'credential-provider = "cargo:libsecret"\n')
    out = home.does("setup", "--registry", INDEX)

    assert "the registry `company` had a provider of its own, cargo:libsecret" in out
    assert f'credential-provider = ["{home.launcher}"]\n' in home.config.read_text()
    assert home.does("setup", "--registry", INDEX).startswith("nothing to do")


def test_a_store_for_a_registry_is_written_to_the_settings(home: Home) -> None:
    out = home.does("setup", "--registry", INDEX, "--registry", OTHER, "--store", "secret-service")

    assert home.settings.read_text() == (
        f'[registries."{INDEX}"]\nstore = "secret-service"\n\n[registries."{OTHER}"]\nstore = "secret-service"\n'
    )
    assert home.settings.stat().st_mode & 0o777 == 0o600
    assert home.config.read_text() == home.original + listed(home)
    assert f"warning: {home.settings} lists registries now, so that no other registry is served" in out
    assert home.does("setup", "--registry", INDEX, "--store", "secret-service").startswith("nothing to do")


def test_a_secret_in_vault_and_the_header_are_written_beside_it(home: Home) -> None:
    out = home.does("setup", "--registry", INDEX, "--store", "vault", "--secret", "kv/cargo/x#pat", "--preset", "gitea")

    assert home.settings.read_text() == (
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/cargo/x#pat"\npreset = "gitea"\n'
    )
    assert "it is written and removed there" in out


def test_a_route_that_is_there_is_changed_and_its_surroundings_stay(home: Home) -> None:
    home.settings.write_text(
        f'# mine\n{FILE}\n[registries."{INDEX.upper().lower()}"] # one\nstore = "vault" # two\n'
        'secret = "kv/x"\npreset = "gitea" # three\n'
    )
    home.settings.chmod(0o644)
    home.does("setup", "--registry", INDEX.removesuffix("/"), "--store", "file", "--header", "{token}")

    assert home.settings.read_text() == (
        f'# mine\n{FILE}\n[registries."{INDEX}"] # one\nstore = "file" # two\nheader = "{{token}}"\n'
    )
    assert home.settings.stat().st_mode & 0o777 == 0o644


def test_a_table_for_an_operation_that_no_longer_fits_is_refused(home: Home) -> None:
    table = f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/x"\n'
    home.settings.write_text(f'{FILE}{table}[registries."{INDEX}".publish]\nsecret = "kv/y"\n')

    assert 'it belongs to store = "vault"' in home.refuses("setup", "--registry", INDEX, "--store", "file")


def test_a_route_takes_the_place_of_arguments(home: Home) -> None:
    home.settings.write_text(FILE)
    home.config.write_text(home.original + 'credential-provider = ["cargo-credprovider", "--store", "file"]\n')
    home.does("setup", "--store", "file")
    assert listed(home, " --store file") in home.config.read_text()
    assert f'credential-provider = ["{home.launcher}", "--store", "file"]\n' in home.config.read_text()

    home.does("setup")
    assert listed(home, " --store file") in home.config.read_text()

    home.does("setup", "--registry", INDEX, "--store", "secret-service")
    assert listed(home) in home.config.read_text()
    assert f'credential-provider = ["{home.launcher}"]\n' in home.config.read_text()


def test_a_registry_that_the_settings_do_not_list_is_told_of(home: Home) -> None:
    home.settings.write_text(f'[registries."{OTHER}"]\n')

    assert f"lists registries, and not {INDEX}, which is not served" in home.does("setup", "--registry", INDEX)


def test_a_store_for_all_does_not_overrule_what_the_settings_list(home: Home) -> None:
    home.settings.write_text(f'[registries."{OTHER}"]\n')

    assert "would overrule" in home.refuses("setup", "--store", "secret-service")


def test_a_store_that_refuses_the_settings_is_not_set_up(home: Home) -> None:
    said = home.refuses("setup", "--registry", INDEX, "--store", "file")

    assert 'write protection = "passphrase" under [file]' in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--store", "cloud"), "invalid choice: 'cloud'"),
        (("--store", "vault", "--secret", "kv/x"), "--store vault needs --registry URL and --secret"),
        (("--store", "vault", "--registry", INDEX), "--store vault needs --registry URL and --secret"),
        (("--store", "file", "--secret", "kv/x", "--registry", INDEX), "--secret belongs to --store vault"),
        (("--preset", "gitea", "--store", "file"), "--header and --preset need --registry URL and --store NAME"),
        (("--header", "{token}", "--registry", INDEX), "--header and --preset need --registry URL and --store NAME"),
        (("--header", "{token}", "--preset", "gitea"), "not allowed with argument"),
        (("company",), "unrecognized arguments: company"),
    ],
)
def test_wrong_usage(home: Home, words: tuple[str, ...], said: str) -> None:
    before = home.files()
    done = home.run("setup", *words)

    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert home.files() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--registry", "elsewhere"), "a registry is listed by its index URL, such as"),
        (("--registry", "company"), f"the index of `company` is {INDEX}"),
        (("--registry", "sparse+http://registry.example/"), "tokens are not sent over http://"),
        (("--registry", "https://user:hunter2@registry.example/"), "must not contain a password"),
        (("--registry", INDEX, "--store", "vault", "--secret", "kv/../x"), "secret"),
        (("--registry", INDEX, "--store", "secret-service", "--header", "x"), "header"),
    ],
)
def test_what_the_settings_would_not_take_is_refused(home: Home, words: tuple[str, ...], said: str) -> None:
    sentence = home.refuses("setup", *words)

    assert said in sentence
    assert "hunter2" not in sentence


@pytest.mark.parametrize("store", ["command", "environment"])
def test_a_store_that_needs_more_is_refused_with_the_lines_to_write(
    home: Home, store: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(STORES, store, STORES["file"])
    monkeypatch.setenv("CARGO_HOME", str(home.provider.home))
    before = home.files()

    for words in (["--registry", INDEX], []):
        assert cli.run(["setup", "--store", store, *words]) == 1
        said = capsys.readouterr().err
        assert "it is missing: " in said
        assert str(home.settings) in said
        assert f'[registries."{INDEX if words else "INDEX URL"}"]\n  store = "{store}"\n' in said
    assert home.files() == before


def test_a_configuration_that_is_not_toml_is_refused(home: Home) -> None:
    home.config.write_text("[registry\n")

    assert f"{home.config} is not valid TOML\n  line 1, column 10: " in home.refuses("setup")


def test_a_configuration_that_others_may_change_is_refused(home: Home) -> None:
    home.config.chmod(0o666)

    assert "others may change it" in home.refuses("setup")


def test_settings_with_a_mistake_are_refused(home: Home) -> None:
    home.settings.write_text("stroe = 1\n")

    assert "`stroe`" in home.refuses("setup")


def test_a_program_of_somebody_else_in_the_launchers_place_is_refused(home: Home) -> None:
    home.launcher.parent.mkdir()
    home.launcher.write_text("#!/bin/sh\n")

    assert "is not touched" in home.refuses("setup")
    assert "is not touched" in home.refuses("setup", "--dry-run")


def test_what_stands_in_the_way_of_the_list_is_told_of(home: Home) -> None:
    home.provider.extra["CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS"] = "cargo:token"
    home.config.write_text('include = ["more.toml"]\n')
    out = home.does("setup")

    assert f"files that {home.config} includes were not looked at" in out
    assert "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS is set" in out


def test_the_difference_is_a_unified_one(home: Home) -> None:
    out = home.run("setup", "--dry-run").out

    assert difference(out)[:3] == [f"--- {home.config}", f"+++ {home.config}", "@@ -2,3 +2,6 @@"]
    assert f" token = {'*' * 18}" in out
