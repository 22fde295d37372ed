"""The index URL of a registry holds a password.

## What it does
Looks for `user:password@` in the `index` of every registry and in the URL of every `[source]`.

## Why
cargo refuses such a registry; in a `[source]` it says nothing. An index URL is written into Cargo.lock and into
published packages, where a password would be public.

## Example
    [registries.company]
    index = "sparse+https://ci:hunter2@registry.example.com/index/"

## Fix
Take the password out and give cargo the token through a credential provider: `cargo login --registry company`.
"""

from collections.abc import Iterator

from policy.cargo.index_url import parse
from policy.context import Context
from policy.finding import Finding

KEYS = {"registry": "registry", "sparse-registry": "registry", "git": "git"}
"""The kinds of sources with a URL, and the key that has it."""

NAME = "password-in-index-url"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each index URL with a password."""
    for refusal in context.refused(NAME):
        advice = f"remove it, and run `cargo login --registry {refusal.subject}`"
        yield Finding(NAME, SEVERITY, "the index URL holds a password", refusal.place, advice, refusal=refusal)
    for name, source in context.sources.by_name.items():
        if source.place.path and source.id.kind in KEYS and parse(source.id.url).password is not None:
            message = f"the URL of source `{name}` holds a password, which cargo does not keep to itself"
            yield Finding(NAME, SEVERITY, message, source.place.at(KEYS[source.id.kind]), "remove it")
