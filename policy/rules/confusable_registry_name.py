"""A registry is defined under a name that reads like something else.

## What it does
Looks at the names under `[registries]`: spellings of crates.io other than `crates-io`, and `default`, `none` and `all`.

## Why
Whoever reads `registry = "crates_io"` takes the package for a public one, and `publish = ["none"]` for no publishing at
all; both name an ordinary registry.

## Example
    [registries.cratesio]
    index = "sparse+https://mirror.example.com/index/"

## Fix
Give it a name that says whose it is.
"""

from collections.abc import Iterator

from policy.cargo.names import misspells_crates_io
from policy.context import Context
from policy.finding import Finding

NAME = "confusable-registry-name"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name."""
    table = context.config.root.table.get("registries")
    for name, value in table.table.items() if table else ():
        place = value.place._replace(part="key")
        if misspells_crates_io(name):
            message = f"registry `{name}` will be taken for crates.io, which is `crates-io`"
        elif name.lower() in ("default", "none", "all"):
            message = f"registry `{name}` has a name that will be taken for a setting"
        else:
            continue
        yield Finding(NAME, SEVERITY, message, place, "give it a name that says whose it is")
