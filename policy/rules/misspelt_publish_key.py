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

from policy.cargo.manifest import Manifest
from policy.cargo.manifest_kinds import PACKAGE
from policy.context import Context
from policy.finding import Finding

NAME = "misspelt-publish-key"
SEVERITY = "error"


ADVICE = "write `publish`, in [package]; for all members in [workspace.package], to be inherited by each"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key that was meant to be `publish`."""
    for manifest in context.manifests:
        for path in ((manifest.package_key,), ("workspace", "package")):
            for key in _table(manifest, *path):
                if key not in PACKAGE and misspelt(key):
                    place = manifest.place(*path, key, part="key")
                    yield Finding(NAME, SEVERITY, f"`{key}` is ignored by cargo; nothing is restricted", place, ADVICE)
        for where in ((), ("workspace",), (manifest.package_key, "metadata")):
            if isinstance(_table(manifest, *where).get("publish"), (bool, list)):
                place = manifest.place(*where, "publish", part="key")
                yield Finding(
                    NAME, SEVERITY, "`publish` is ignored by cargo here; nothing is restricted", place, ADVICE
                )


def _table(manifest: Manifest, *path: str) -> dict[str, Any]:
    """Return the table under `path`; an empty one where there is none."""
    found: Any = manifest.data
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def misspelt(key: str) -> bool:
    """Whether `key` is `publish` with one or two letters missing, added, changed or swapped."""
    return key != "publish" and abs(len(key) - 7) <= 2 and key[:1] in "pub" and _distance(key.lower()) <= 2


def _distance(key: str) -> int:
    """Return the number of edits from `key` to `publish`."""
    wanted = "publish"
    row = list(range(len(wanted) + 1))
    for number, char in enumerate(key, 1):
        last, row[0] = row[0], number
        for column, other in enumerate(wanted, 1):
            last, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, last + (char != other))
    return row[-1]
