"""A manifest holds a table of cargo's config.

## What it does
Looks at the top of each Cargo.toml for the tables that cargo reads from `.cargo/config.toml` alone: `[registries]`,
`[registry]`, `[source]`, `[net]` and the others.

## Why
cargo passes over them. `cargo check` mentions it in a warning; `cargo publish` does not. Where the table defines a
registry, cargo does not know that registry, and refuses every command once a dependency names it.

## Example
    [dependencies]
    internal-utils = { version = "1.2", registry = "acme" }

    [registries.acme]
    index = "sparse+https://registry.example.com/index/"

## Fix
Move the table to `.cargo/config.toml` at the top of the workspace.
"""

from collections.abc import Iterator

from policy.cargo.config_keys import IN_BOTH, LISTED
from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.finding import Finding
from policy.registry_names import defined_in, missed

NAME = "config-key-in-manifest"
SEVERITY = "warning"

_KEYS = frozenset(LISTED) - frozenset(IN_BOTH)


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such key: an error where it defines a registry that cargo then misses."""
    for manifest in context.manifests:
        if _KEYS.isdisjoint(manifest.data):
            continue
        for key in manifest.data:
            if key in _KEYS:
                yield _finding(context, manifest, key)


def registries(context: Context) -> Iterator[str]:
    """Yield the names of the registries that manifests define in vain."""
    for manifest in context.manifests:
        yield from defined_in(manifest.data)


def _finding(context: Context, manifest: Manifest, key: str) -> Finding:
    message = f"cargo does not read [{key}] in a manifest"
    place = manifest.place(key, part="key")
    found = Finding(NAME, SEVERITY, message, place, "move it to .cargo/config.toml")
    refusal = missed(context, defined_in(manifest.data)) if key == "registries" else None
    if refusal is None:
        return found
    message += f", so that registry `{refusal.subject}` is not defined"
    return found._replace(severity="error", message=message, refusal=refusal)
