"""The completions, as bash itself uses them; the other shells' are read."""

import subprocess

import pytest

from credprovider.cli import COMMANDS
from tests.conftest import need
from tests.credprovider.commands.command_line import command
from tests.credprovider.provider import Provider

NAMES = {each.NAME for each in COMMANDS}


def completed(script: str, *words: str) -> set[str]:
    """Return what bash offers for the last of `words`."""
    need("bash", "install the Debian package bash")
    lines = [
        script,
        f"COMP_WORDS=({' '.join(repr(word) for word in words)})",
        f"COMP_CWORD={len(words) - 1}",
        "_cargo_credprovider",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    ]
    done = subprocess.run(["bash", "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.fixture
def bash(provider: Provider) -> str:
    return command(provider, "completions", "bash").stdout


def test_bash_completes_the_commands(bash: str) -> None:
    assert completed(bash, "cargo-credprovider", "") == {*NAMES, "--help", "--version"}
    assert completed(bash, "cargo-credprovider", "to") == {"token"}


def test_bash_completes_the_options_of_a_command(bash: str) -> None:
    assert completed(bash, "cargo-credprovider", "token", "--o") == {"--operation"}
    assert "owners" in completed(bash, "cargo-credprovider", "token", "alt", "--operation", "")
    assert completed(bash, "cargo-credprovider", "vault", "st") == {"status"}
    assert completed(bash, "cargo-credprovider", "vault", "logout", "--r") == {"--revoke", "--role"}
    assert completed(bash, "cargo-credprovider", "completions", "") == {"--help", "bash", "fish", "zsh"}


@pytest.mark.parametrize("shell", ["fish", "zsh"])
def test_every_command_is_completed_in(provider: Provider, shell: str) -> None:
    script = command(provider, "completions", shell).stdout

    assert all(name in script for name in NAMES)


def test_an_unknown_shell(provider: Provider) -> None:
    assert command(provider, "completions", "csh").returncode == 2
