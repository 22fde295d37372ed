"""The URL of a registry holds a token.

## What it does
Looks in the URL of every registry and of every `[source]` for a user that looks like a token, for `?token=...`, and for
paths with a token in them, such as `/basic/TOKEN/`.

## Why
A URL is written into Cargo.lock, into published packages, and into the logs of every server and proxy on the way.
cargo has another place for tokens, which it sends in a header.

## Example
    [registries.company]
    index = "sparse+https://registry.example.com/basic/Kx9z2Lm8Qw1PvRst/index/"

## Fix
Ask for a new token, take this one out of the URL, and give the new one to cargo: `cargo login --registry company`. For
an index in git use a credential helper of git's.
"""

from collections.abc import Iterator

from policy.cargo.config_value import Value
from policy.cargo.index_url import parse
from policy.cargo.place import Place
from policy.cargo.publish import index_place
from policy.context import Context
from policy.finding import Finding
from policy.secret import crates_io_tokens, looks_random, tokens_in_urls

NAME = "token-in-index-url"
SEVERITY = "warning"

_FORGES = ("ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "gldt-", "x-access-token")
"""How the tokens of GitHub and GitLab begin, and the name that GitHub's get."""


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each URL with a token; the token itself is never shown."""
    for what, url, place in _urls(context):
        if _has_token(url):
            message = f"the URL of {what} holds a token, which cargo writes into Cargo.lock"
            yield Finding(NAME, SEVERITY, message, place, "take it out, and run `cargo login`")


def _urls(context: Context) -> Iterator[tuple[str, str, Place]]:
    config = context.config
    for name in config.registry_names():
        place = index_place(config, name)
        value = config.value("registries", name, "index") if place else None
        if value is not None and place is not None:
            yield f"registry `{name}`", str(value.data), place
    sources = config.root.table.get("source")
    for name, table in sources.table.items() if sources else ():
        for key in ("registry", "git"):
            value = table.table.get(key)
            if isinstance(value, Value) and isinstance(value.data, str):
                yield f"source `{name}`", value.data, value.place


def _has_token(text: str) -> bool:
    if any(tokens_in_urls(text)):
        return True
    try:
        url = parse(text)
    except ValueError:
        return False  # `invalid-index-url`
    if url.password is not None:
        return False  # `password-in-index-url`
    return any(crates_io_tokens(url.user)) or url.user.startswith(_FORGES) or looks_random(url.user)
