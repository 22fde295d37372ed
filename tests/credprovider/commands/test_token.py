"""`cargo credprovider token`: what other tools get."""

import json
from pathlib import Path

import pytest

from tests.credprovider.commands.command_line import cargo_config, command
from tests.credprovider.provider import INDEX, Provider, request
from tests.servers.secret_service import SecretService
from tests.servers.session_bus import stuck_bus


@pytest.fixture
def stored(provider: Provider) -> Provider:
    """A provider whose file store has a token for the registry `alt`, with a scheme to be put before it."""
    provider.file_store()
    settings = provider.home / "credprovider.toml"
    settings.write_text(settings.read_text() + 'header = "Bearer {token}"\n')
    cargo_config(provider, alt=INDEX)
    provider.one(request("login", token="abc"))
    return provider


@pytest.mark.parametrize("registry", ["alt", INDEX, INDEX.replace("registry.example", "REGISTRY.example:443")])
def test_what_cargo_would_send(stored: Provider, registry: str) -> None:
    done = command(stored, "token", registry)

    assert (done.returncode, done.stdout, done.stderr) == (0, "Bearer abc\n", "")


def test_the_token_alone(stored: Provider) -> None:
    assert command(stored, "token", "alt", "--raw").stdout == "abc\n"


def test_also_as_a_subcommand_of_cargo(stored: Provider) -> None:
    assert command(stored, "credprovider", "token", "alt", "--raw").stdout == "abc\n"


def test_an_operation_with_a_token_of_its_own(stored: Provider) -> None:
    settings = stored.home / "credprovider.toml"
    settings.write_text(settings.read_text() + f'[registries."{INDEX}".publish]\nheader = "token {{token}}"\n')

    assert command(stored, "token", "alt").stdout == "Bearer abc\n"
    assert command(stored, "token", "alt", "--operation", "publish").stdout == "token abc\n"
    assert command(stored, "token", "alt", "--operation", "delete").returncode == 2


def test_the_arguments_in_cargos_config_count(stored: Provider) -> None:
    arguments = '["cargo-credprovider", "--store", "file", "--header", "token {token}"]'
    config = stored.home / "config.toml"
    config.write_text(f"{config.read_text()}credential-provider = {arguments}\n")
    stored.settings('[file]\nprotection = "none"\n')

    assert command(stored, "token", "alt").stdout == "token abc\n"


def test_nothing_stored(stored: Provider) -> None:
    stored.one(request("logout"))
    done = command(stored, "token", "alt")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: no token is stored for {INDEX}; run `cargo login --registry alt`\n"


def test_an_unknown_name(stored: Provider) -> None:
    done = command(stored, "token", "al\x1b[2Jt")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert "cargo knows these registries here: alt, crates-io" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_registry_that_is_not_served(stored: Provider) -> None:
    done = command(stored, "token", "crates-io")

    assert done.returncode == 1
    assert "is not served by credprovider.toml" in done.stderr


def test_a_project_that_gives_the_name_to_its_own_registry_gets_nothing(stored: Provider, tmp_path: Path) -> None:
    # abuse case 29
    (tmp_path / "project" / ".cargo").mkdir(parents=True)
    (tmp_path / "project" / ".cargo" / "config.toml").write_text(
        '[registries.alt]\nindex = "sparse+https://evil.example/"\n'
    )
    done = command(stored, "token", "alt", cwd=tmp_path / "project")

    assert (done.returncode, done.stdout) == (1, "")
    assert "sparse+https://evil.example/ is not served" in done.stderr


def test_from_the_keyring(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment
    provider.one(request("login", token="abc"))

    assert command(provider, "token", INDEX).stdout == "abc\n"


def test_a_keyring_that_does_not_answer_ends_with_a_sentence(provider: Provider, tmp_path: Path) -> None:
    provider.extra["CREDPROVIDER_TIMEOUT"] = "0.3"
    with stuck_bus(tmp_path) as address:
        provider.extra["DBUS_SESSION_BUS_ADDRESS"] = address
        done = command(provider, "token", INDEX)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: timed out after 0.3 s waiting for the Secret Service")


def test_list(stored: Provider) -> None:
    other = "sparse+https://other.example/"
    stored.file_store(INDEX, other)
    done = command(stored, "list")

    assert done.returncode == 0
    assert done.stdout == f"alt {INDEX}\n  file: token\n{other}\n  file: no token\n"


def test_list_for_programs(stored: Provider) -> None:
    (entry,) = json.loads(command(stored, "list", "--json").stdout)["registries"]

    assert entry == {"name": "alt", "url": INDEX, "store": "file", "state": "token", "expires": None, "error": ""}


def test_list_says_what_could_not_be_asked(stored: Provider) -> None:
    stored.serve("secret-service")
    done = command(stored, "list")

    assert done.returncode == 1
    assert "  secret-service: the OS keyring is not available" in done.stdout


def test_list_gives_a_reason_and_its_cause_on_one_line(provider: Provider) -> None:
    provider.settings(f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/cargo/x"\n')

    assert "  vault: there is no Vault token; log in with `vault login`, " in command(provider, "list").stdout


def test_list_without_any_registry(provider: Provider, secret_service: SecretService) -> None:
    provider.extra |= secret_service.environment

    assert command(provider, "list").stdout == (
        "crates-io https://github.com/rust-lang/crates.io-index\n  auto: no token\n"
    )
