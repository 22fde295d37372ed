"""A dependency says neither a version nor where it comes from.

## What it does
Looks for dependencies without `version`, `path`, `git` and `workspace`. Where one of them is only misspelt, that is
`misspelt-dependency-key`.

## Why
cargo refuses every command in the workspace. A `registry` alone is not enough.

## Example
    [dependencies]
    internal-utils = { registry = "company" }

## Fix
Add a version.
"""

from collections.abc import Iterator
from typing import Any

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding
from policy.rules.misspelt_dependency_key import misspelt

NAME = "dependency-without-source"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for refusal in context.refused(NAME):
        if any(misspelt(_entry(context, refusal.place))):
            continue
        message = f"dependency `{refusal.subject}` has no version, path, git or workspace"
        yield Finding(NAME, SEVERITY, message, refusal.place, "add a version", refusal=refusal)


def _entry(context: Context, place: Place) -> dict[str, Any]:
    """Return the table at `place`; an empty one where it is none."""
    manifest = context.workspace.loaded.get(place.path) if context.workspace else None
    entry: Any = manifest.data if manifest else None
    for key in place.key:
        entry = entry.get(key) if isinstance(entry, dict) else None
    return entry if isinstance(entry, dict) else {}
