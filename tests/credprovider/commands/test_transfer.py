"""`import` and `export`: no token is lost on the way, and none goes to a registry that it is not for."""

from pathlib import Path

import pytest

from tests.credprovider.commands.command_line import cargo_config, command
from tests.credprovider.provider import CANARY, INDEX, NOT_FOUND, Provider, request, token
from tests.servers.secret_service import SecretService

OTHER = "sparse+https://other.example/index/"
CRATES_IO = "https://github.com/rust-lang/crates.io-index"
CREDENTIALS = f"""# kept by cargo
[registry]
token = "crates-io-{CANARY}"   # of crates.io

[registries.alt]
token = "{CANARY}"

[registries.gone] # nobody knows where it is
token = "left"
"""


@pytest.fixture
def moving(provider: Provider) -> Provider:
    """A provider with an empty file store for `alt`, `other` and crates.io, whose person has tokens with cargo."""
    provider.file_store(INDEX, OTHER, CRATES_IO)
    cargo_config(provider, alt=INDEX, other=OTHER)
    write(provider, CREDENTIALS)
    return provider


def write(provider: Provider, text: str) -> None:
    path = credentials(provider)
    path.touch(mode=0o600)
    path.write_text(text)


def credentials(provider: Provider) -> Path:
    return provider.home / "credentials.toml"


def test_what_cargo_keeps_is_imported_and_removed_there(moving: Provider) -> None:
    done = command(moving, "import", "--from", "cargo:token", "--registry", "alt", "--registry", "crates-io")

    assert done.returncode == 1, "one name is not known"
    assert done.stdout == (
        "gone: is not taken: your own config does not define it; say --index gone=URL\n"
        f"alt {INDEX}: is imported\n"
        f"crates-io {CRATES_IO}: is imported\n"
    )
    assert moving.ask(request(), request(url=CRATES_IO)) == [token(CANARY), token(f"crates-io-{CANARY}")]
    assert credentials(moving).read_text() == (
        '# kept by cargo\n\n[registries.gone] # nobody knows where it is\ntoken = "left"\n'
    )
    assert credentials(moving).stat().st_mode & 0o7777 == 0o600


def test_a_dry_run_changes_nothing(moving: Provider) -> None:
    done = command(moving, "import", "--from", "cargo:token", "--dry-run")

    assert f"alt {INDEX}: would be imported" in done.stdout
    assert credentials(moving).read_text() == CREDENTIALS
    assert moving.one(request()) == NOT_FOUND


def test_a_second_import_finds_nothing_to_do(moving: Provider) -> None:
    arguments = ("import", "--from", "cargo:token", "--index", f"gone={OTHER}")
    command(moving, *arguments)
    done = command(moving, *arguments)

    assert (done.returncode, done.stdout) == (0, "There is no token in cargo:token.\n")


def test_keep_leaves_them_with_cargo(moving: Provider) -> None:
    command(moving, "import", "--from", "cargo:token", "--keep")

    assert moving.one(request()) == token(CANARY)
    assert credentials(moving).read_text() == CREDENTIALS


def test_another_token_is_not_overwritten_without_being_told_to(moving: Provider) -> None:
    moving.one(request("login", token="mine"))
    done = command(moving, "import", "--from", "cargo:token", "--registry", "alt")

    assert done.returncode == 1
    assert f"alt {INDEX}: is not taken: the target has another token for it" in done.stdout
    assert moving.one(request()) == token("mine")
    assert "alt" in credentials(moving).read_text()
    command(moving, "import", "--from", "cargo:token", "--registry", "alt", "--replace")
    assert moving.one(request()) == token(CANARY)


def test_a_project_does_not_get_a_token_by_giving_the_name_to_its_own_registry(
    moving: Provider, tmp_path: Path
) -> None:
    # abuse case 29
    (tmp_path / "project" / ".cargo").mkdir(parents=True)
    (tmp_path / "project" / ".cargo" / "config.toml").write_text(
        f'[registries.alt]\nindex = "{OTHER}"\n[registries.gone]\nindex = "{OTHER}"\n'
    )
    command(moving, "import", "--from", "cargo:token", cwd=tmp_path / "project")

    assert moving.ask(request(), request(url=OTHER)) == [token(CANARY), NOT_FOUND]


def test_a_store_that_is_not_there_loses_nothing(moving: Provider) -> None:
    moving.serve("secret-service")
    done = command(moving, "import", "--from", "cargo:token", "--registry", "alt")

    assert done.returncode == 1
    assert "the OS keyring is not available" in done.stdout
    assert credentials(moving).read_text() == CREDENTIALS


def test_credentials_that_others_may_change_are_not_touched(moving: Provider) -> None:
    # abuse case 80
    credentials(moving).chmod(0o666)
    done = command(moving, "import", "--from", "cargo:token")

    assert done.returncode == 1
    assert "others may change it" in done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_credentials_that_are_not_toml(moving: Provider) -> None:
    write(moving, f'[registries.alt]\ntoken = "{CANARY}')
    done = command(moving, "import", "--from", "cargo:token")

    assert done.returncode == 1
    assert "is not valid TOML" in done.stderr
    assert "line 2" in done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_credentials_that_are_not_toml_do_not_keep_a_store_from_being_emptied(moving: Provider) -> None:
    write(moving, "[")
    moving.one(request("login", token=CANARY))

    assert (
        command(moving, "import", "--from", "file", "--dry-run").stdout == f"alt {INDEX}: is where it belongs already\n"
    )


def test_no_credentials_at_all(provider: Provider) -> None:
    done = command(provider, "import", "--from", "cargo:token")

    assert (done.returncode, done.stdout) == (0, "There is no token in cargo:token.\n")
    assert not credentials(provider).exists()


def test_the_keyring_and_the_provider_of_cargo_that_uses_it_are_one_place(
    provider: Provider, secret_service: SecretService
) -> None:
    provider.extra |= secret_service.environment
    provider.one(request("login", token="abc"))
    done = command(provider, "import", "--from", "cargo:libsecret")

    assert (done.returncode, done.stdout) == (0, f"{INDEX}: is where it belongs already\n")
    assert provider.one(request()) == token("abc")


def test_from_the_keyring_to_a_file(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment
    provider.one(request("login", token=CANARY))
    provider.one(request("login", token="other", url=OTHER))
    provider.file_store(INDEX)
    done = command(provider, "import", "--from", "cargo:libsecret")

    assert done.returncode == 1, "the settings do not serve the other one"
    assert provider.one(request()) == token(CANARY)
    assert [item.attributes["url"] for item in secret_service.items()] == [OTHER]


def test_from_a_file_to_the_keyring(provider: Provider, secret_service: SecretService) -> None:
    provider.file_store(INDEX)
    provider.one(request("login", token=CANARY))
    provider.extra |= secret_service.environment
    provider.settings('[file]\nprotection = "none"\n')
    done = command(provider, "import", "--from", "file")

    assert (done.returncode, done.stdout) == (0, f"{INDEX}: is imported\n")
    assert [item.secret for item in secret_service.items()] == [CANARY.encode()]
    assert command(provider, "import", "--from", "file").stdout == "There is no token in file.\n"


def test_export_takes_them_back_to_cargo_as_cargo_sends_them(moving: Provider) -> None:
    settings = moving.home / "credprovider.toml"
    settings.write_text(settings.read_text().replace('store = "file"', 'store = "file"\nheader = "Bearer {token}"', 1))
    write(moving, "")
    moving.one(request("login", token=CANARY))
    done = command(moving, "export", "--to", "cargo:token", "--registry", "alt")

    assert (done.returncode, done.stdout) == (0, f"alt {INDEX}: is exported\n")
    assert credentials(moving).read_text() == f'[registries.alt]\ntoken = "Bearer {CANARY}"\n'
    assert moving.one(request()) == token(f"Bearer {CANARY}")


def test_export_makes_a_private_file(moving: Provider) -> None:
    credentials(moving).unlink()
    moving.one(request("login", token=CANARY, url=CRATES_IO))
    done = command(moving, "export", "--to", "cargo:token", "--remove")

    assert done.returncode == 0, done.stdout
    assert credentials(moving).read_text() == f'[registry]\ntoken = "{CANARY}"\n'
    assert credentials(moving).stat().st_mode & 0o7777 == 0o600
    assert moving.one(request(url=CRATES_IO)) == NOT_FOUND


def test_export_of_a_registry_without_a_name(moving: Provider) -> None:
    unnamed = "sparse+https://unnamed.example/"
    moving.file_store(unnamed)
    moving.one(request("login", token=CANARY, url=unnamed))
    done = command(moving, "export", "--to", "cargo:token", "--registry", unnamed)

    assert done.returncode == 1
    assert "cargo keeps tokens by name" in done.stdout
    assert command(moving, "export", "--to", "cargo:token", "--index", f"new={unnamed}").returncode == 0
    assert "[registries.new]" in credentials(moving).read_text()


def test_what_is_not_of_the_right_form(moving: Provider) -> None:
    assert (
        "--index gone is not of the form NAME=URL"
        in command(moving, "import", "--from", "cargo:token", "--index", "gone").stderr
    )
    assert (
        "there is no token for nobody to be taken"
        in command(moving, "import", "--from", "cargo:token", "--registry", "nobody").stderr
    )
    assert command(moving, "import", "--from", "somewhere").returncode == 2
    assert command(moving, "import").returncode == 2
