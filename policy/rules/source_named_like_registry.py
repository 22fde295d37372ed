"""A source that is no registry has the name of one.

## What it does
Looks for a folder or git repository under `[source.NAME]` where `[registries.NAME]` is defined, too.

## Why
The two have nothing to do with each other, whatever the names say: packages of the registry do not come from the
source unless a `replace-with` says so.

## Example
    [registries.company]
    index = "sparse+https://registry.example.com/index/"

    [source.company]
    directory = "vendor"

## Fix
Give the source a name of its own, such as `vendored`.
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO
from policy.cargo.publish import index_place
from policy.context import Context
from policy.finding import Finding, Label

NAME = "source-named-like-registry"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each source."""
    for name, source in context.sources.by_name.items():
        index = index_place(context.config, name)
        if name != CRATES_IO and index is not None and not source.id.is_registry:
            message = f"source `{name}` has nothing to do with the registry of that name"
            place = source.place._replace(part="key")
            yield Finding(NAME, SEVERITY, message, place, "give it another name", (Label(index, "the registry"),))
