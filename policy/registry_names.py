"""The edit that puts the right name where a registry is named."""

import os
from typing import Any

from policy.cargo.place import Place
from policy.context import Context
from policy.edit import Edit


def renamed(context: Context, place: Place, name: str) -> tuple[Edit, ...]:
    """Return the edit that names the registry `name` at `place`; none outside of files.

    An entry of a list that has the name already is taken away; a table beside one of that name is left to the user.
    """
    if not os.path.isabs(place.path) or not place.key:
        return ()
    beside = _beside(context, place)
    if name not in beside:
        return (Edit(place, f'"{name}"'),)
    return (Edit(place, None),) if isinstance(beside, list) else ()


def _beside(context: Context, place: Place) -> list[Any] | dict[str, Any]:
    """Return the list or table of a manifest that holds what stands at `place`."""
    manifest = context.workspace.loaded.get(place.path) if context.workspace else None
    found: Any = manifest.data if manifest else {}
    for part in place.key[:-1]:
        if not isinstance(found, (dict, list)):
            return {}
        try:
            found = found[part]  # type: ignore[index]  # a key for a table, a number for a list
        except (KeyError, IndexError, TypeError):
            return {}
    return found if isinstance(found, (dict, list)) else {}
