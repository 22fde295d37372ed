"""A dependency without `registry` has the name of a private package.

## What it does
Looks for dependencies from crates.io that are named like a package of the workspace that may not go there, or like
those which the policy file sends to other registries. Names under `[patch]` are replaced, and so are fine; where
crates.io itself is replaced, all of them may be.

## Why
crates.io is where dependencies come from; `registry.default` changes nothing about that. There the name is free, or
somebody else has taken it, whose code is then run.

## Example
    # Cargo.toml
    [workspace]
    members = ["billing", "utils"]
    # billing/Cargo.toml
    [package]
    name = "billing"
    publish = false

    [dependencies]
    internal-utils = "1.2"
    # utils/Cargo.toml
    [package]
    name = "internal-utils"
    publish = ["company"]

## Fix
Name the registry, `registry = "company"`, or the path.
"""

from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.finding import Finding, Label
from policy.provenance import origins, packages, taken

NAME = "unregistered-internal-name"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency that was probably meant to come from elsewhere."""
    crates_io = context.sources.by_name.get(CRATES_IO)
    if crates_io and crates_io.replace_with:
        return  # what stands in for crates.io may have the private ones, too
    found = origins(context)
    public = found.crates_io - found.others.keys()
    # where a name comes from another registry as well it is `package-from-two-registries`
    private = {one.name: one for one in packages(context) if one.publish is not None and CRATES_IO not in one.publish}
    names = public & (private.keys() | _named_by_policy(context, public))
    names -= _patched(context) if names else set()
    disputed = {(refusal.place.path, refusal.subject) for refusal in context.refused("conflicting-dependency-sources")}
    for package in packages(context) if names else ():
        for dependency in taken(package, names):
            if (package.path, dependency.name) not in disputed:
                yield _finding(dependency, private.get(dependency.package_name))


def _finding(dependency: Dependency, sibling: Manifest | None) -> Finding:
    message, place = f"`{dependency.package_name}` comes from crates.io here, but", dependency.place(part="key")
    if sibling is None:
        message += " the policy file sends packages of this name elsewhere"
        return Finding(NAME, SEVERITY, message, place, "name the registry that it is in")
    message += " it is the name of a private package of the workspace"
    label = Label(sibling.place(sibling.package_key, "name"), "may not go to crates.io")
    advice = f'name its path, or registry = "{sibling.publish[0]}"' if sibling.publish else "name its path"
    return Finding(NAME, SEVERITY, message, place, advice, (label,))


def _patched(context: Context) -> set[str]:
    """Return the names in every `[patch]` table, of the manifests and of the config."""
    found: set[str] = set()
    for manifest in context.manifests:
        patch = manifest.data.get("patch")
        for entries in patch.values() if isinstance(patch, dict) else ():
            found |= entries.keys() if isinstance(entries, dict) else set()
            for entry in entries.values() if isinstance(entries, dict) else ():
                found |= (
                    {entry["package"]} if isinstance(entry, dict) and isinstance(entry.get("package"), str) else set()
                )
    patch = context.config.root.table.get("patch")
    for entries in patch.table.values() if patch else ():
        found |= entries.table.keys()
    return found


def _named_by_policy(context: Context, names: set[str]) -> set[str]:
    """Return those of the names that the policy file lets go to other registries alone.

    A pattern that begins with `*` is about every package, and says nothing about names.
    """
    allow = context.settings.allow
    if not allow:
        return set()
    from fnmatch import fnmatchcase

    patterns = {pattern for one in allow if CRATES_IO not in one.registries for pattern in one.packages}
    patterns = {pattern for pattern in patterns if pattern[:1] not in ("*", "?", "[")}
    public = {pattern for one in allow if CRATES_IO in one.registries for pattern in one.packages}
    found = {name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)}
    return {name for name in found if not any(fnmatchcase(name, pattern) for pattern in public)}
