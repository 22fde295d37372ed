"""A key of a dependency is misspelt, and cargo ignores it.

## What it does
Looks for keys in a dependency's table that cargo does not know and that resemble one it does.

## Why
cargo warns on build, and says nothing on publish. With `registery` or `regsitry` the dependency silently comes from
crates.io, where anybody may have taken its name.

## Example
    [dependencies]
    internal-utils = { version = "1.2", registery = "company" }

## Fix
Correct the key.
"""

from collections.abc import Iterator
from typing import Any

from policy.cargo.dependency import KEYS
from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding

NAME = "misspelt-dependency-key"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key that resembles a known one."""
    for manifest in context.manifests:
        for dependency in manifest.notable_dependencies:
            if isinstance(dependency.own, dict) and not dependency.own.keys() <= KEYS:
                place = dependency.own_place._replace(part="key")
                yield from _unknown(dependency.name, dependency.own, place)
        shared = (manifest.workspace or {}).get("dependencies")
        for name, entry in shared.items() if isinstance(shared, dict) else ():
            if isinstance(entry, dict):
                yield from _unknown(name, entry, manifest.place("workspace", "dependencies", name, part="key"))


def _unknown(name: str, entry: dict[str, Any], place: Place) -> Iterator[Finding]:
    for key in entry:
        if key in KEYS:
            continue
        from difflib import get_close_matches  # only an unknown key pays for it

        near = get_close_matches(key.lower().replace("_", "-"), sorted(KEYS), 1, 0.7)
        if near:
            message = f"`{key}` of dependency `{name}` is ignored by cargo"
            yield Finding(NAME, SEVERITY, message, place.at(key, part="key"), f"did you mean `{near[0]}`?")
