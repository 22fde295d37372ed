"""A package that may be published has a path dependency without a version.

## What it does
Looks at normal, build, target and optional dependencies with `path` and no `version`, in packages that may be
published.

## Why
The path or git repository is dropped when the package is packed, and only the version would remain: cargo refuses
`cargo publish` and `cargo package`, for every registry. Dev-dependencies without a version are dropped altogether,
and so are fine.

## Example
    [dependencies]
    internal-utils = { path = "../utils" }

## Fix
Add the version that is in the dependency's own manifest, and the registry it is published to.
"""

import os
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding

NAME = "path-dependency-without-version"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for refusal in context.refused(NAME):
        message = f"path dependency `{refusal.subject}` has no version, without which the package cannot be published"
        yield Finding(NAME, SEVERITY, message, refusal.place, _advice(context, refusal.place), refusal=refusal)


def _advice(context: Context, place: Place) -> str:
    manifest = context.workspace.loaded.get(place.path) if context.workspace else None
    path: object = manifest.data if manifest else None
    for key in place.key:
        path = path.get(key) if isinstance(path, dict) else None
    if context.workspace and isinstance(path, str):
        folder = os.path.normpath(os.path.join(os.path.dirname(place.path), path))
        sibling = context.workspace.sibling(folder)
        if sibling and sibling.version:
            return f'add version = "{sibling.version}", which is in {os.path.basename(folder)}/Cargo.toml'
    return "add a version, or set publish = false"
