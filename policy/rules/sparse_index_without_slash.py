"""The URL of a sparse index does not end in a slash.

## What it does
Looks at every `sparse+` URL under `[registries]` and `[source]`, and in the environment.

## Why
cargo refuses the registry at its first use.

## Example
    [registries.company]
    index = "sparse+https://kellnr.example.com/api/v1/crates"

## Fix
Add the slash at the end.
"""

from collections.abc import Iterator

from policy.cargo.config_value import FILE
from policy.cargo.place import Place
from policy.context import Context
from policy.edit import Edit
from policy.entries import value_at
from policy.finding import Finding

NAME = "sparse-index-without-slash"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each sparse index without its slash."""
    for refusal in context.refused(NAME):
        message = f"the sparse index of `{refusal.subject}` must end in a slash"
        fix = _fix(context, refusal.place)
        yield Finding(NAME, SEVERITY, message, refusal.place, "add `/` at the end", refusal=refusal, fix=fix)


def _fix(context: Context, place: Place) -> tuple[Edit, ...]:
    """Return the edit that adds the slash; none where the URL ends in a query, or is in no file."""
    url = value_at(context, place)
    if url is None:
        written = context.config.root
        for key in place.key:
            written = written.table.get(str(key), written)
        url = written.data if written.place == place and written.origin == FILE else None
    plain = isinstance(url, str) and url.startswith("sparse+") and not set(url) & set('?#"\\ \n\t')
    return (Edit(place, f'"{url}/"'),) if plain else ()
