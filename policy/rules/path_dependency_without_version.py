"""A package that may be published has a path dependency without a version.

## What it does
Looks at normal, build, target and optional dependencies with `path` and no `version`, in packages that may be
published. Members that were never meant to leave their workspace are left to `missing-publish-restriction`.

## Why
The path or git repository is dropped when the package is packed, and only the version would remain: cargo refuses
`cargo publish` and `cargo package`, for every registry. Dev-dependencies without a version are dropped altogether,
and so are fine.

## Example
    [dependencies]
    internal-utils = { path = "../utils" }

## Fix
Add the version that is in the dependency's own manifest, and the registry it is published to.
"""

import os
from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.entries import entry_of, sibling_of
from policy.finding import Finding

NAME = "path-dependency-without-version"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for refusal in context.refused(NAME):
        message = f"path dependency `{refusal.subject}` has no version, without which the package cannot be published"
        entry, sibling = entry_of(context, refusal.place), sibling_of(context, refusal.place)
        if sibling and sibling.name != entry.get("package", refusal.subject):
            sibling = None  # `missing-path-dependency`
        if sibling is None or sibling.version is None or sibling.publish == []:
            advice = "add a version, or set publish = false"
            if sibling and sibling.publish == []:
                advice = f"set publish = false here as well, or let `{sibling.name}` be published and add its version"
            yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
            continue
        version = f'"{sibling.version.partition("+")[0]}"'
        whole = refusal.place._replace(key=refusal.place.key[:-1])
        fix = () if "version" in entry else (Edit(whole.at("version"), version),)
        advice = f"add version = {version}, which is in {os.path.basename(sibling.folder)}/Cargo.toml"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal, fix=fix)
