"""A source has the name of a registry, and another URL.

## What it does
Compares `registry` under `[source.NAME]` with `index` under `[registries.NAME]`.

## Why
cargo ties a source to a registry by the URL, never by the name: with another URL the source is one of its own, and a
`replace-with` in it replaces nothing.

## Example
    [registries.company]
    index = "sparse+https://registry.example.com/index/"

    [source.company]
    registry = "https://registry.example.com/index"
    replace-with = "mirror"

    [source.mirror]
    registry = "sparse+https://mirror.example.com/index/"

## Fix
Repeat the registry's URL, `sparse+` included; or give the source a name of its own.
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO
from policy.cargo.publish import index_place
from policy.cargo.source_id import registry_source
from policy.context import Context
from policy.finding import Finding, Label

NAME = "source-differs-from-registry"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each source."""
    for name, source in context.sources.by_name.items():
        index = index_place(context.config, name)
        if name == CRATES_IO or index is None or not source.id.is_registry or not context.config.defines(name):
            continue
        if not registry_source(context.config.registry_index(name, index)).same_as(source.id):
            message = f"source `{name}` is not the registry `{name}`: their URLs differ"
            label = Label(index, "the registry's")
            advice = "repeat the registry's URL, or give the source another name"
            yield Finding(NAME, SEVERITY, message, source.place.at("registry"), advice, (label,))
