"""A registry is defined under `[registry]` instead of `[registries]`.

## What it does
Looks for tables and URLs in `[registry]`, which holds settings of crates.io and of all registries together.

## Why
cargo passes over them, and then does not know the registry. It warns of the key at most where it looks for a token.

## Example
    [registry.company]
    index = "sparse+https://registry.example.com/index/"

## Fix
Write `[registries.company]`.
"""

from collections.abc import Iterator

from policy.cargo.config_value import FILE, Value, dotted
from policy.cargo.missing_index import REGISTRY_KEYS
from policy.cargo.place import Place
from policy.context import Context
from policy.edit import Edit, quoted
from policy.finding import Finding

NAME = "misspelt-registries-table"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each registry in the wrong table: an error where something names it."""
    table = context.config.root.table.get("registry")
    refused = {refusal.subject: refusal for refusal in context.refused(NAME)}
    for name, value in table.table.items() if table else ():
        refusal = refused.get(name)
        if name in REGISTRY_KEYS or not (refusal or _is_registry(value)):
            continue
        message = f"`{dotted(('registry', name))}` is not read: a registry is defined under [registries]"
        place = value.place._replace(part="key")
        found = Finding(
            NAME, "warning", message, place, f"write [{dotted(('registries', name))}]", fix=_fix(context, name, value)
        )
        if refusal and not context.isolated:
            found = found._replace(severity=SEVERITY, refusal=refusal)
        yield found


def _is_registry(value: Value) -> bool:
    return isinstance(value.data, dict) or (isinstance(value.data, str) and "://" in value.data)


def _fix(context: Context, name: str, value: Value) -> tuple[Edit, ...]:
    file = context.config.files.files.get(value.place.path)
    if file is None or value.origin != FILE or name in file.data.get("registries", ()):
        return ()
    if f"[registry.{name}]" in file.text:
        return (Edit(value.place._replace(part="header"), f"[registries.{name}]"),)
    index = value.table.get("index") if len(value.table) == 1 else value
    if "registries" in file.data or index is None or not isinstance(index.data, str) or "@" in index.data:
        return ()  # a fix is shown: no login in it
    place = Place(file.path, ("registries", name, "index"))
    return Edit(value.place, None), Edit(place, quoted(index.data))
