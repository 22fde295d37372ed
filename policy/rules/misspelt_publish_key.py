"""`publish` is misspelt, or stands where cargo does not look.

## What it does
Looks for keys of `[package]` and `[workspace.package]` that differ from `publish` in one or two letters, and for
`publish` in `[workspace]`, in `[package.metadata]` or at the top of the manifest. `[package.metadata.release]` has a
key of this name, and so may other tools' tables.

## Why
cargo does not know the key and ignores it: `cargo publish` and `cargo package` do not even warn. The package may go
to crates.io although somebody meant to forbid it.

## Example
    [package]
    name = "billing-core"
    publsh = false

## Fix
Write `publish`, in `[package]`; for all members of a workspace in `[workspace.package]`, with `publish.workspace =
true` in each.
"""

from collections.abc import Iterator
from typing import Any

from policy.cargo.manifest_kinds import PACKAGE
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding
from policy.lost_restriction import MISSPELT, misspelt, table_at

NAME = MISSPELT
SEVERITY = "error"


ADVICE = "write `publish`, in [package]; for all members in [workspace.package], to be inherited by each"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key that was meant to be `publish`."""
    for manifest in context.manifests:
        file = manifest.path
        refusal = context.refused_in(NAME, file) or context.refused_in("missing-required-metadata", file)
        for path in ((manifest.package_key,), ("workspace", "package")):
            table = table_at(manifest, *path)
            for key, value in table.items():
                if key not in PACKAGE and misspelt(key):
                    place = manifest.place(*path, key, part="key")
                    message = f"`{key}` is ignored by cargo; nothing is restricted"
                    fix = (Edit(place, "publish"),) if "publish" not in table and _is_meant(value, *path) else ()
                    yield Finding(NAME, SEVERITY, message, place, ADVICE, refusal=refusal, fix=fix)
        for where in ((), ("workspace",), (manifest.package_key, "metadata")):
            if isinstance(table_at(manifest, *where).get("publish"), (bool, list)):
                place = manifest.place(*where, "publish", part="key")
                message = "`publish` is ignored by cargo here; nothing is restricted"
                yield Finding(NAME, SEVERITY, message, place, ADVICE, refusal=refusal)


def _is_meant(value: Any, *path: str) -> bool:
    """Whether `value` is one that `publish` can have in the table at `path`."""
    if isinstance(value, list):
        return all(isinstance(name, str) for name in value)
    return isinstance(value, bool) or (value == {"workspace": True} and len(path) == 1)
