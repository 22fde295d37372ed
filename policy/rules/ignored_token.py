"""cargo has a token that it will not use.

## What it does
Looks, for each registry, whether a token is configured while neither its own `credential-provider` nor the list of
`global-credential-providers` has `cargo:token`, which alone hands it out. A token in a project's config is told by
`token-in-project-config`.

## Why
cargo asks somebody else. It says so in a warning each time; what people then renew or revoke may be the wrong token.

## Example
    # $CARGO_HOME/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    token = "s3cr3t"
    credential-provider = "cargo:libsecret"

## Fix
Remove the token, or name `cargo:token` as the provider.
"""

from collections.abc import Iterator

from policy.cargo.provider_chain import ignored_tokens
from policy.context import Context
from policy.finding import Finding
from policy.whose_config import is_in_home

NAME = "ignored-token"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token that no provider hands out."""
    for warned in ignored_tokens(context.config):
        of_project = warned.place.key and not is_in_home(warned.place.path, context.config)
        if not of_project:
            why = warned.text.rpartition(" that will be ignored because ")[2]
            message = f"cargo does not use this token, because {why}"
            yield Finding(NAME, SEVERITY, message, warned.place._replace(part="key"), "remove it, or add `cargo:token`")
