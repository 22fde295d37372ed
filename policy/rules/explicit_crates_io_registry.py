"""A dependency says `registry = "crates-io"`.

## What it does
Looks for the name `crates-io` in the `registry` of a dependency.

## Why
It resolves and builds, but cargo 1.95 cannot pack the package: it looks for an index of that name in the config and
finds none.

## Example
    [dependencies]
    serde = { version = "1", registry = "crates-io" }

## Fix
Delete the key: crates.io is where dependencies come from.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "explicit-crates-io-registry"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency in a package that is packed."""
    for refusal in context.refused(NAME):
        message = f'dependency `{refusal.subject}` says registry = "crates-io", with which the package cannot be packed'
        advice, fix = "delete the key: crates.io is the default", (Edit(refusal.place, None),)
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal, fix=fix)
