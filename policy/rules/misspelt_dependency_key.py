"""A key of a dependency is misspelt, and cargo ignores it.

## What it does
Looks for keys in a dependency's table that cargo does not know and that resemble one it does.

It is an error where the key says which package is meant, and a warning elsewhere.

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
from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "misspelt-dependency-key"
SEVERITY = "error"

_IDENTITY = {
    "version",
    "registry",
    "registry-index",
    "path",
    "base",
    "git",
    "branch",
    "tag",
    "rev",
    "package",
    "workspace",
}


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key that resembles a known one."""
    refused = {refusal.place: refusal for refusal in context.refused("dependency-without-source")}
    for manifest in context.manifests:
        for dependency in manifest.notable_dependencies:
            if isinstance(dependency.own, dict) and not dependency.own.keys() <= KEYS:
                yield from _unknown(dependency.name, dependency.own, dependency.own_place, refused)
        shared = (manifest.workspace or {}).get("dependencies")
        for name, entry in shared.items() if isinstance(shared, dict) else ():
            if isinstance(entry, dict):
                place = manifest.place("workspace", "dependencies", name, part="key")
                yield from _unknown(name, entry, place, refused)


def misspelt(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, the key that was probably meant) of a dependency's table."""
    for key in entry:
        if key in KEYS:
            continue
        from difflib import get_close_matches  # only an unknown key pays for it

        near = get_close_matches(key.lower().replace("_", "-"), sorted(KEYS), 1, 0.7)
        if near:
            yield key, near[0]


def _unknown(name: str, entry: dict[str, Any], place: Place, refused: dict[Place, Refusal]) -> Iterator[Finding]:
    """Yield the findings for one entry; refused: what cargo says where the misspelt key was all that it had."""
    for key, near in misspelt(entry):
        message = f"`{key}` of dependency `{name}` is ignored by cargo"
        at = place.at(key, part="key")
        fix = () if near in entry else (Edit(at, near),)
        severity = SEVERITY if near in _IDENTITY or place in refused else "warning"
        yield Finding(NAME, severity, message, at, f"did you mean `{near}`?", refusal=refused.get(place), fix=fix)
