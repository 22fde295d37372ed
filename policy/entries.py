"""The entry of a dependency, found again from the place of one of its keys."""

import os
from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.context import Context


def value_at(context: Context, place: Place) -> Any:
    """Return what stands at `place` in a manifest of the workspace, or None."""
    manifest = context.workspace.loaded.get(place.path) if context.workspace else None
    found: Any = manifest.data if manifest else None
    for key in place.key:
        if isinstance(found, list) and isinstance(key, int):
            found = found[key] if key < len(found) else None
        else:
            found = found.get(key) if isinstance(found, dict) else None
    return found


def entry_of(context: Context, place: Place) -> dict[str, Any]:
    """Return the table that holds the key at `place`; an empty one where there is none."""
    entry = value_at(context, place._replace(key=place.key[:-1]))
    return entry if isinstance(entry, dict) else {}


def sibling_of(context: Context, place: Place) -> Manifest | None:
    """Return the manifest that the `path` beside the key at `place` leads to, or None."""
    path = entry_of(context, place).get("path")
    if context.workspace is None or not isinstance(path, str):
        return None
    return context.workspace.sibling(os.path.normpath(os.path.join(os.path.dirname(place.path), path)))
