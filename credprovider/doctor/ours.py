"""Which of the providers that cargo asks is this one."""

import os

from policy.cargo.credential_provider import Provider

CONSOLE_SCRIPT = "cargo-credprovider"
NAMES = (CONSOLE_SCRIPT, "cargo-credential-customs")
"""What this program is called: as it was installed, and the launcher in cargo's home."""


def is_ours(provider: Provider) -> bool:
    """Whether a provider is this program, by whichever path."""
    return os.path.basename(provider.program) in NAMES


def first_of_ours(providers: tuple[Provider, ...]) -> int | None:
    """Return the index of the first of `providers` that is this program, None where none is."""
    return next((number for number, provider in enumerate(providers) if is_ours(provider)), None)
