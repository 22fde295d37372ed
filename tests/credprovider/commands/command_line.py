"""The command line as a person uses it, in the home of a provider of the tests."""

import subprocess
from pathlib import Path

from tests.credprovider.provider import PROGRAM, Provider


def command(provider: Provider, *words: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `cargo-credprovider WORDS` and return what it did; no traceback may show."""
    done = subprocess.run(
        [*provider.through, PROGRAM, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        stdin=subprocess.DEVNULL,
        env=provider.environment,
        cwd=cwd or provider.root,
        start_new_session=True,  # no terminal
    )
    assert "Traceback" not in done.stderr
    return done


def cargo_config(provider: Provider, **registries: str) -> None:
    """Write cargo's config of the person, with these registries by name."""
    tables = (f'[registries.{name}]\nindex = "{url}"\n' for name, url in registries.items())
    (provider.home / "config.toml").write_text("".join(tables))
