"""Tokens are kept in plain text although this system has a keyring.

## What it does
Looks for `cargo:token` as the only credential provider that the config names, for a registry or for all. In a CI job
(`CI` is set) there is nobody to unlock a keyring, and nothing is said.

## Why
`cargo:token` keeps tokens in `credentials.toml`, where every program that runs as you can read them, and backups keep
them.

## Example
    [registry]
    global-credential-providers = ["cargo:token"]

## Fix
Name the keyring behind it, so that it is asked first: `["cargo:token", "cargo:libsecret"]` on Linux,
`cargo:macos-keychain` on macOS, `cargo:wincred` on Windows. cargo passes over those of other systems.
"""

import sys
from collections.abc import Iterator

from policy.cargo.credential_provider import TOKEN, Provider, global_providers, own_provider
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding

NAME = "plaintext-token-store"
SEVERITY = "advice"

_KEYRINGS = {"win32": "cargo:wincred", "darwin": "cargo:macos-keychain", "linux": "cargo:libsecret"}


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each place that names nobody but `cargo:token`."""
    keyring = _KEYRINGS.get(sys.platform)
    if keyring is None or context.config.environment.get("CI"):
        return
    for providers in _chains(context):
        if providers and all(provider.program == TOKEN for provider in providers):
            message = f"`{TOKEN}` keeps tokens in plain text"
            place = providers[0].value.place
            yield Finding(NAME, SEVERITY, message, place, f"`{keyring}` keeps them in the keyring of this system")


def _chains(context: Context) -> Iterator[list[Provider]]:
    """Yield the global list, and of each registry the provider of its own."""
    config = context.config
    try:
        yield global_providers(config)
    except CargoError:
        pass  # `invalid-credential-provider`
    names = [name for name in config.registry_names() if name != CRATES_IO]
    for table in (("registry",), *(("registries", name) for name in names)):
        try:
            own = own_provider(config, *table)
        except CargoError:
            continue
        yield [own] if own else []
