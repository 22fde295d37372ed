"""The index URL of a registry holds a password.

## What it does
Looks for `user:password@` in the `index` of every registry.

## Why
cargo refuses such a registry. An index URL is written into Cargo.lock and into published packages, where a password
would be public.

## Example
    [registries.company]
    index = "sparse+https://ci:hunter2@registry.example.com/index/"

## Fix
Take the password out and give cargo the token through a credential provider: `cargo login --registry company`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "password-in-index-url"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each index URL with a password."""
    for refusal in context.refused(NAME):
        advice = f"remove it, and run `cargo login --registry {refusal.subject}`"
        yield Finding(NAME, SEVERITY, "the index URL holds a password", refusal.place, advice, refusal=refusal)
