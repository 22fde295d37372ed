"""The folder `.cargo` becomes part of the published package.

## What it does
Looks for `.cargo/` beside the manifest of a package that may be published, and asks git, as cargo does, which of its
files would be packed; `exclude` and `include` count. With a token in one of them it is an error.

## Why
cargo packs all that git does not ignore, hidden folders among it. Everybody who can read the package can then read
the URLs of the registries, and a token; a version that is published stays where it is.

## Example
    [package]
    name = "billing-core"
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"

## Fix
Keep it out: `exclude = [".cargo"]`. A token has to be revoked, too.
"""

import os
from collections.abc import Iterator
from typing import Any

from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "packaged-cargo-config"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that would contain its `.cargo`."""
    folders = {os.path.dirname(folder) for folder in context.cargo_folders}
    packages = [package for package in context.packages if package.folder in folders and package.publish != []]
    if not context.repository.has_git:
        packages = [package for package in packages if "include" in (package.package or {})]
    if not packages:
        return
    from policy.repository.packing import packed_from  # few packages have such a folder

    packed = packed_from(context.repository, packages, ".cargo")
    for package in packages:
        if names := packed.get(package.path):
            yield _finding(package, names)


def _finding(package: Manifest, names: list[str]) -> Finding:
    from policy.repository.credentials import holds_token, text_of

    secret = any(holds_token(text_of(os.path.join(package.folder, name))) for name in names)
    place = package.place(package.package_key, "name")
    fix = _fix(package)
    advice = 'add exclude = [".cargo"]' if fix else "take `.cargo` out of `include`, or exclude it"
    if secret:
        message = f"`{package.name}` is published with a token in its folder `.cargo`"
        return Finding(NAME, "error", message, place, f"{advice}, and revoke the token", fix=fix)
    message = f"`{package.name}` is published with its folder `.cargo`"
    return Finding(NAME, SEVERITY, message, place, advice, fix=fix)


def _fix(package: Manifest) -> tuple[Edit, ...]:
    table: dict[str, Any] = package.package or {}
    excluded = table.get("exclude", [])
    if "include" in table or not isinstance(excluded, list) or not all(isinstance(one, str) for one in excluded):
        return ()
    if any(not character.isprintable() or character in '\\"' for one in excluded for character in one):
        return ()
    names = ", ".join(f'"{one}"' for one in [*excluded, ".cargo"])
    return (Edit(package.place(package.package_key, "exclude"), f"[{names}]"),)
