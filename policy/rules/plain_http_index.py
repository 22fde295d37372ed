"""A registry is reached over plain http.

## What it does
Looks at the index of every registry and at every `[source]` for `http://`, `sparse+http://` and `git://` to a host
that is not this machine.

## Why
cargo accepts it without a word. Everybody on the way can read the token that is sent with each request, and can
answer with other code.

## Example
    [registries.company]
    index = "sparse+http://registry.example.com/index/"

## Fix
Use https. A registry on the loopback address is only advice; set the rule to `off` for a network where nothing can
listen.
"""

from collections.abc import Iterator

from policy.cargo.index_url import IndexUrl, parse
from policy.cargo.place import Place
from policy.cargo.publish import index_place
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding

NAME = "plain-http-index"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each index or source that is reached without TLS."""
    for name in context.config.registry_names():
        place = index_place(context.config, name)
        if place is None:
            continue
        try:
            url = context.config.registry_index(name, place)
        except CargoError:
            continue
        yield from _finding(url, f"registry `{name}`", place)
    for name, source in context.sources.by_name.items():
        if source.place.path and source.id.kind in ("registry", "sparse-registry", "git"):
            key = "git" if source.id.kind == "git" else "registry"
            yield from _finding(parse(source.id.url), f"source `{name}`", source.place.at(key))


def _finding(url: IndexUrl, what: str, place: Place) -> Iterator[Finding]:
    if url.transport not in ("http", "git"):
        return
    if url.is_loopback:
        message = f"{what} is reached over plain {url.transport}, on this machine"
        yield Finding(NAME, "advice", message, place, "use https as soon as others are to reach it")
        return
    message = f"{what} is reached over plain {url.transport}: tokens and code travel unprotected"
    yield Finding(NAME, SEVERITY, message, place, "use https")
