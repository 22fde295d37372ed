"""crates.io is replaced with a registry that has packages of its own.

## What it does
Follows `replace-with` from crates.io, and asks whether it leads to the index of a registry that dependencies or
`publish` of this workspace name. A URL that speaks of crates.io, or of a proxy or mirror, is taken for one that passes
on what crates.io has.

## Why
A replacement has to hold exactly what crates.io holds. Every dependency from crates.io is looked for in the private
registry instead: most are missing there, and where a name is in both, the private package takes the place of the
public one.

## Example
    # Cargo.toml
    [package]
    publish = ["company"]
    # .cargo/config.toml
    [source.crates-io]
    replace-with = "company"

    [registries.company]
    index = "sparse+https://kellnr.example.com/api/v1/crates/"

## Fix
Delete the replacement, and name the registry where its packages are wanted; or replace crates.io with the address
under which the registry passes on crates.io alone.
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, registry_source
from policy.context import Context
from policy.finding import Finding, Label

NAME = "mirror-without-crates-io"
SEVERITY = "warning"

_PROXIES = ("cratesio", "crates-io", "crates.io", "crates_io", "proxy", "mirror", "virtual", "remote", "cache")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for the replacement of crates.io."""
    source = context.sources.by_name.get(CRATES_IO)
    by = source.replace_with if source else None
    if by is None or any(refusal.place == by.place for refusal in context.refused("crates-io-replaced")):
        return
    try:
        found = context.sources.replacement(CRATES_IO_SOURCE)
    except CargoError:
        return  # `undefined-source-replacement`, `source-replacement-cycle`
    if not found.is_registry or found.is_crates_io() or any(word in found.url.lower() for word in _PROXIES):
        return
    for name in _named(context):
        try:
            index = context.config.registry_index(name, Place(""))
        except CargoError:
            continue
        if registry_source(index).same_as(found):
            message = f"crates.io is replaced with `{name}`, which has packages of its own"
            where = context.config.string("registries", name, "index")
            labels = (Label(where.place, f"the index of `{name}`"),) if where else ()
            advice = "delete it, unless the registry passes on all that crates.io has"
            yield Finding(NAME, SEVERITY, message, by.place, advice, labels)
            return


def _named(context: Context) -> list[str]:
    """Return the registries that `publish` and dependencies of the workspace name, sorted."""
    names = {name for package in context.packages for name in package.publish or ()}
    names |= {one.text("registry") or "" for package in context.packages for one in package.notable_dependencies}
    return sorted(names - {"", CRATES_IO})
