"""A config file has a key that cargo does not know.

## What it does
Looks for keys that resemble known ones: at the top of each config file, and in the sections that have a fixed set of
keys. In `[registries.NAME]` and `[source.NAME]` every unknown key is found. What other tools keep in cargo's config is
left alone.

## Why
cargo passes over most unknown keys without a word, and warns of others only when it reads their section. All keys are
written with `-`.

## Example
    [source.crates-io]
    replace_with = "mirror"

    [source.mirror]
    registry = "sparse+https://mirror.example.com/index/"

## Fix
Write the key as cargo knows it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from policy.cargo.config_keys import LISTED, LOCATIONS, REGISTRIES, SOURCE, UNLISTED
from policy.cargo.config_value import dotted
from policy.cargo.missing_index import REGISTRY_KEYS
from policy.cargo.place import KeyPath, Place
from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding
from policy.registry_names import defined_in, missed

NAME = "unknown-config-key"
SEVERITY = "warning"

_TOP = (*LISTED, *UNLISTED)
_TYPED = frozenset({"http", "net", "build", "resolver", "term"})
_SECTIONS: dict[str, Iterable[str]] = {
    "registry": REGISTRY_KEYS,
    "install": ("root",),
    "cargo-new": ("vcs", "name", "email"),
    "future-incompat-report": ("frequency",),
}
_NAMED = {"registries": REGISTRIES, "source": SOURCE}
_CAUSES = ("registry-without-index", "invalid-source")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key: an error where cargo misses what it was meant to say."""
    tables = {refusal.place[:2]: refusal for cause in _CAUSES for refusal in context.refused(cause)}
    for path, file in context.config.files.files.items():
        for key, table, near in _unknown(file.data):
            refusal = tables.get((path, key[:-1]))
            if refusal is not None and not _explains(key, near):
                if not near:
                    continue  # told with the refusal
                refusal = None
            if near == "registries" and len(key) == 1:
                refusal = missed(context, defined_in({"registries": table[key[-1]]}))
            place = Place(path, key, "key")
            advice = f"did you mean `{near}`?" if near else "remove it, if nothing else reads it"
            fix = (Edit(place, near),) if near == str(key[-1]).replace("_", "-") and near not in table else ()
            found = Finding(NAME, SEVERITY, f"cargo does not know `{dotted(key)}`", place, advice, fix=fix)
            if refusal is not None and not context.isolated:
                found = found._replace(severity="error", refusal=refusal)
            yield found


def is_explained(context: Context, refusal: Refusal) -> bool:
    """Return whether a misspelt key is what cargo misses in the table that it refuses."""
    file = context.config.files.files.get(refusal.place.path)
    name, *entry = (str(part) for part in refusal.place.key)
    table: Any = file.data.get(name) if file else None
    if isinstance(table, dict) and entry:  # of the whole file with its many tables, only the one that is meant
        table = {one: table[one] for one in entry if one in table}
    unknown = _unknown({name: table})
    return any(key[:-1] == refusal.place.key and _explains(key, near) for key, _, near in unknown)


def registries(context: Context) -> Iterator[str]:
    """Yield the names of the registries that are defined under a misspelt `registries`."""
    for file in context.config.files.files.values():
        for key, table, near in _unknown(file.data):
            if near == "registries" and len(key) == 1:
                yield from defined_in({"registries": table[key[-1]]})


def _explains(key: KeyPath, near: str) -> bool:
    return near == "index" if key[0] == "registries" else near in LOCATIONS


def _unknown(data: dict[str, Any]) -> Iterator[tuple[KeyPath, dict[Any, Any], str]]:
    """Yield (key path, the table that holds the key, the known key that it resembles or "")."""
    for name, value in data.items():
        if name not in _TOP:
            if near := _near(name, _TOP):
                yield (name,), data, near
        elif isinstance(value, dict) and (name in _SECTIONS or name in _TYPED):
            known = _section(name)
            for key, item in value.items():
                if key not in known and not isinstance(item, dict) and (near := _near(key, known)):
                    yield (name, key), value, near
        elif isinstance(value, dict) and name in _NAMED:
            for entry, table in value.items():
                for key in table if isinstance(table, dict) else ():
                    if key not in _NAMED[name]:
                        yield (name, entry, key), table, _near(key, _NAMED[name])


def _section(name: str) -> tuple[str, ...]:
    if name in _SECTIONS:
        return tuple(_SECTIONS[name])
    from policy.cargo.config_sections import BUILD, HTTP, NET, RESOLVER, TERM  # only such a section pays for it

    return tuple({"build": BUILD, "http": HTTP, "net": NET, "resolver": RESOLVER, "term": TERM}[name])


def _near(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # only an unknown key pays for it

    found = get_close_matches(name.lower().replace("_", "-"), known, 1, 0.8)
    return found[0] if found else ""
