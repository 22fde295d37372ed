"""`[source.crates-io]` gives crates.io another location.

## What it does
Looks for a location under `[source.crates-io]` that no `replace-with` stands beside, unless it is crates.io's own
sparse index.

## Why
Guides show it as a backup, or as what allows several registries. It is neither: cargo takes it for a replacement, reads
crates.io from there (from the slow git index, where it is that of GitHub), and refuses every publish that does not name
a registry.

## Example
    [source.crates-io]
    registry = "https://github.com/rust-lang/crates.io-index"

## Fix
Delete the table. A mirror is a source of its own, which `replace-with` names.
"""

from collections.abc import Iterator

from policy.cargo.config_value import FILE
from policy.cargo.index_url import CRATES_IO_INDEX, canonical
from policy.cargo.names import CRATES_IO
from policy.cargo.sources import Source
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "crates-io-source-overridden"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for the location: an error where a publish is refused because of it."""
    source = context.sources.by_name[CRATES_IO]
    if not source.place.key or source.replace_with or source.id.same_as(context.sources.crates_io):
        return
    place = source.place._replace(part="key")
    message = "crates.io is given another location"
    advice = "delete the table, unless crates.io is really to be read from there"
    found = Finding(NAME, "warning", message, place, advice, fix=_fix(context, source))
    for refusal in context.refused(NAME):
        message += ": a publish without --registry is refused"
        found = found._replace(severity=SEVERITY, message=message, refusal=refusal)
    yield found


def _fix(context: Context, source: Source) -> tuple[Edit, ...]:
    """Return the removal of the table where it leads to crates.io anyway."""
    table = context.config.root.table["source"].table[CRATES_IO]
    is_crates_io = source.id.is_registry and canonical(source.id.url) == canonical(CRATES_IO_INDEX)
    return (Edit(source.place, None),) if is_crates_io and table.origin == FILE and len(table.table) == 1 else ()
