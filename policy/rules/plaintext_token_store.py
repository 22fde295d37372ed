"""Tokens are kept in plain text although this system has a keyring.

## What it does
Looks for `cargo:token` as the only one in the list of `global-credential-providers`. Nothing is said of what one
registry has of its own, nor in a CI job (`CI` is set), where there is nobody to unlock a keyring.

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

from policy.cargo.credential_provider import TOKEN, global_providers
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding

NAME = "plaintext-token-store"
SEVERITY = "advice"

_KEYRINGS = {"win32": "cargo:wincred", "darwin": "cargo:macos-keychain", "linux": "cargo:libsecret"}


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding where the list has nobody but `cargo:token`."""
    keyring = _KEYRINGS.get(sys.platform)
    if keyring is None or context.config.environment.get("CI"):
        return
    try:
        providers = global_providers(context.config)
    except CargoError:
        return  # `invalid-credential-provider`
    if providers and all(provider.program == TOKEN for provider in providers):
        message = f"`{TOKEN}` keeps tokens in plain text, and nobody else is listed"
        advice = f"`{keyring}`, listed behind it, keeps them in the keyring of this system"
        yield Finding(NAME, SEVERITY, message, providers[0].value.place, advice)
