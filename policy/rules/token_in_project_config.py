"""A config file of a project holds a token.

## What it does
Looks for `token` and `secret-key` under `[registry]` and `[registries]` in every config file that cargo loads outside
CARGO_HOME. What looks like a placeholder is a warning: sooner or later the real one stands there. A token of crates.io
is told by `crates-io-token`, the name of a variable by `unexpanded-variable`.

## Why
The file is committed with the project, and, since `.cargo/` is packed like any other folder, published with the
package. Anybody who gets either has the token.

## Example
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    token = "Bearer s3cr3t"

## Fix
Remove it, revoke it at the registry, and run `cargo login --registry company`; in CI set
`CARGO_REGISTRIES_COMPANY_TOKEN`.
"""

from collections.abc import Iterator

from policy.cargo.variable import holds_variable
from policy.config_secrets import ConfigSecret, secrets_in
from policy.context import Context
from policy.finding import Finding
from policy.secret import crates_io_tokens, is_old_crates_io_token, is_placeholder
from policy.whose_config import project_files

NAME = "token-in-project-config"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token; the token itself is never shown."""
    for file in project_files(context.config):
        for secret in secrets_in(file):
            if not _is_told_elsewhere(secret):
                yield _finding(secret)


def _is_told_elsewhere(secret: ConfigSecret) -> bool:
    if any(crates_io_tokens(secret.value)) or holds_variable(secret.value):
        return True
    return secret.place.key == ("registry", "token") and is_old_crates_io_token(secret.value)


def _finding(secret: ConfigSecret) -> Finding:
    kind = secret.kind
    if is_placeholder(secret.value):
        message = f"this `{kind}` looks like a placeholder; cargo sends it as it is, and a real one belongs elsewhere"
        return Finding(NAME, "warning", message, secret.place, "remove it, and run `cargo login`")
    message = f"this project config gives a `{kind}` to everybody who has the project"
    advice = "remove it, revoke it at the registry, and run `cargo login`"
    return Finding(NAME, SEVERITY, message, secret.place, advice)
