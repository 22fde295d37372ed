"""A registry that is used has a table in the config, but no index in it.

## What it does
Looks whether the table of each registry that something names holds an `index`, once all config files and the
environment are put together.

## Why
cargo does not know a registry without an index, and says so as if the whole table were missing. The token may stand in
another file than the index; what cargo reads is all of them together.

## Example
    # .cargo/config.toml
    [registries.company]
    credential-provider = "cargo:token"
    # Cargo.toml
    [dependencies]
    internal-utils = { version = "1.2", registry = "company" }

## Fix
Add the index: `index = "sparse+https://kellnr.example.com/api/v1/crates/"`.
"""

from collections.abc import Iterator

from policy.cargo.config_value import dotted
from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.finding import Finding
from policy.rules.unknown_config_key import is_explained

NAME = "registry-without-index"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each table without an index."""
    if context.config.files.errors:
        return  # `invalid-config`: the index may stand where nothing could be read
    for refusal in context.refused(NAME):
        if is_explained(context, refusal):
            continue  # `unknown-config-key`
        message = f"`{dotted(('registries', refusal.subject))}` has no index"
        found = Finding(NAME, SEVERITY, message, refusal.place, _advice(context, refusal))
        uncertain = context.isolated or context.repository.definition(refusal.subject) is not None
        yield found._replace(severity="warning") if uncertain else found._replace(refusal=refusal)


def _advice(context: Context, refusal: Refusal) -> str:
    table = context.config.root.table["registries"].table[refusal.subject].table
    for wrong in ("url", "registry", "uri"):
        if wrong in table:
            return f"what stands there as `{wrong}` is called `index`"
    return f"add the index of `{refusal.subject}`"
