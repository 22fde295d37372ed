"""Names of registries: which are missed, and the edit that puts the right one where another stands."""

import os
from collections.abc import Collection, Iterator
from typing import Any

from policy.cargo.config_value import FILE, Value
from policy.cargo.named_registries import is_unused
from policy.cargo.place import Place
from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.edit import Edit, quoted


def defined_in(data: dict[str, Any]) -> list[str]:
    """Return the names of the registries that the TOML document `data` gives an index."""
    table = data.get("registries")
    entries = table.items() if isinstance(table, dict) else ()
    return [name for name, entry in entries if isinstance(entry, dict) and "index" in entry]


def missed(context: Context, names: Collection[str]) -> Refusal | None:
    """Return the first refusal of an undefined registry among `names`; None where it may be defined elsewhere."""
    if context.isolated or context.config.files.errors:
        return None
    refused = context.refused("undefined-registry")
    return next((one for one in refused if one.subject in names and not is_unused(one)), None)


def renamed(context: Context, place: Place, name: str) -> tuple[Edit, ...]:
    """Return the edit that names the registry `name` at `place`; none outside of files.

    An entry of a list that has the name already is taken away; a table beside one of that name is left to the user.
    """
    if not os.path.isabs(place.path) or not place.key:
        return ()
    beside = _beside(context, place)
    if name not in beside:
        is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        return (Edit(place, name if place.part == "key" and is_bare else quoted(name)),)
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


def is_users_own(context: Context, place: Place) -> bool:
    """Return whether `place` is in a file of CARGO_HOME."""
    home = context.config.cargo_home
    return bool(home) and place.path.startswith(home + os.sep)


def defined_in_project(context: Context) -> Iterator[tuple[str, Value]]:
    """Yield the registries that a project's config files define or add to, by name."""
    table = context.config.root.table.get("registries")
    for name, value in table.table.items() if table else ():
        if value.origin == FILE and not is_users_own(context, value.place):
            yield name, value
