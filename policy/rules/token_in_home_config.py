"""CARGO_HOME's config file holds a token.

## What it does
Looks for `token` and `secret-key` under `[registry]` and `[registries]` in `$CARGO_HOME/config.toml` and what it
includes. The name of a variable is told by `unexpanded-variable`, a token that cargo does not use by `ignored-token`.

## Why
cargo keeps tokens in `credentials.toml`, which nobody else on the machine may read. The config file is read by
everybody, and is what people copy into their dotfiles and show to others.

## Example
    # $CARGO_HOME/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    token = "Bearer s3cr3t"

## Fix
Remove it and run `cargo login --registry company`.
"""

from collections.abc import Iterator

from policy.cargo.provider_chain import ignored_tokens
from policy.cargo.variable import holds_variable
from policy.config_secrets import secrets_in
from policy.context import Context
from policy.finding import Finding
from policy.whose_config import home_files

NAME = "token-in-home-config"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token; the token itself is never shown."""
    secrets = [secret for file in home_files(context.config) for secret in secrets_in(file)]
    ignored = {warned.place.key for warned in ignored_tokens(context.config)} if secrets else set()
    for secret in secrets:
        if not (holds_variable(secret.value) or secret.place.key in ignored):
            message = f"this `{secret.kind}` is in a file that others may read; cargo keeps them in credentials.toml"
            advice = "remove it, and run `cargo login`, which asks for it"
            yield Finding(NAME, SEVERITY, message, secret.place, advice)
