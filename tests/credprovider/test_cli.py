import os
import subprocess

import pytest

from policy import __version__
from tests.credprovider.provider import INDEX, PROGRAM, Provider


def run(provider: Provider, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words],
        capture_output=True,
        text=True,
        env=provider.environment,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("words", [("--version",), ("credprovider", "--version")])
def test_the_version_also_as_a_subcommand_of_cargo(provider: Provider, words: tuple[str, ...]) -> None:
    done = run(provider, *words)

    assert (done.returncode, done.stdout) == (0, f"cargo-credprovider {__version__}\n")


def test_without_arguments_help_is_shown_and_no_protocol(provider: Provider) -> None:
    # conformance 4
    done = run(provider)

    assert done.returncode == 2
    assert done.stdout.startswith("usage: cargo-credprovider")
    assert "settings" in done.stdout


def test_an_unknown_command(provider: Provider) -> None:
    done = run(provider, "setings")

    assert done.returncode == 2
    assert "setings" in done.stderr


def test_settings_without_a_file(provider: Provider) -> None:
    done = run(provider, "settings")

    assert done.returncode == 0
    assert "is not there: every registry is served from the store `auto`" in done.stdout


def test_settings_that_list_nothing(provider: Provider) -> None:
    provider.settings("")

    assert "lists no registry: every registry is served" in run(provider, "settings").stdout


def test_settings_show_every_route(provider: Provider) -> None:
    provider.settings(
        f'[registries."{INDEX}"]\nstore = "vault"\nsecret = "kv/cargo/x"\npreset = "gitea"\n'
        f'[registries."{INDEX}".publish]\nsecret = "kv/cargo/y"\n'
    )
    done = run(provider, "settings")

    assert done.returncode == 0
    assert done.stdout == (
        f"{provider.home}/credprovider.toml is in order. These registries are served, and no other:\n\n"
        f"{INDEX}\n"
        "  default  vault kv/cargo/x, header Bearer {token}\n"
        "  publish  vault kv/cargo/y, header Bearer {token}\n"
    )


def test_a_mistake_in_the_settings(provider: Provider) -> None:
    provider.settings("[registries.company]\n")
    done = run(provider, "settings")

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("error: `registries.company` in ")
    assert os.linesep + "  " not in done.stderr


def test_nobody_reads_what_is_printed(provider: Provider) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, "completions", "bash"], stdout=writing, stderr=subprocess.PIPE, env=provider.environment, check=False
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize("words", [("settings",), ("completions", "none"), ()])
def test_standard_output_or_error_is_closed(closing: str, words: tuple[str, ...], provider: Provider) -> None:
    command = ["sh", "-c", f'exec "$@" {closing}', "sh", PROGRAM, *words]
    done = subprocess.run(command, capture_output=True, text=True, env=provider.environment, check=False)

    assert done.returncode == (0 if words == ("settings",) else 2)
    assert "Traceback" not in done.stderr + done.stdout
