"""cargo asks its plaintext file before any other credential provider.

## What it does
Looks for `cargo:token` at the end of `registry.global-credential-providers`, behind others.

## Why
The last of the list is asked first. With `cargo:token` there, `cargo login` writes every token into credentials.toml as
plain text, and an old one in this file wins over the one in the keyring.

## Example
    [registry]
    global-credential-providers = ["cargo:libsecret", "cargo:token"]

## Fix
Put `cargo:token` first.
"""

import os
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.credential_provider import TOKEN, Provider, global_providers
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "credential-provider-order"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding where `cargo:token` is asked first, and others after it."""
    providers = _listed(context.config)
    others = [provider for provider in providers if provider.program != TOKEN]
    if not others or providers[0].program != TOKEN:
        return
    message = f"cargo asks `{TOKEN}` first, because it is the last of the list: tokens are kept in plain text"
    place = providers[0].value.place
    yield Finding(NAME, SEVERITY, message, place, f"put `{TOKEN}` first", fix=_fix(providers))


def _listed(config: Config) -> tuple[Provider, ...]:
    try:
        return global_providers(config)
    except CargoError:
        return ()  # `invalid-credential-provider`


def _fix(providers: tuple[Provider, ...]) -> tuple[Edit, ...]:
    """Return the edit that puts `cargo:token` first; none for a list in several files, or with a name cargo lacks."""
    lists = {(one.value.place.path, one.value.place.key[:-1]) for one in providers}
    place = providers[0].value.place
    unknown = any(one.program.startswith("cargo:") and not one.is_built_in for one in providers)
    if unknown or len(lists) > 1 or not os.path.isabs(place.path):
        return ()
    from json import dumps  # a JSON string is a TOML string

    texts = [str(provider.value.data) for provider in reversed(providers)]
    texts.sort(key=lambda text: text.split()[:1] != [TOKEN])
    return (Edit(place._replace(key=place.key[:-1]), f"[{', '.join(map(dumps, texts))}]"),)
