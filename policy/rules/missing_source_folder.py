"""A source's folder does not exist.

## What it does
Looks for the folder of each `local-registry` and `directory` from which a dependency would come, in a `directory` for
the package itself, and for the checksums of each package there.

## Why
cargo fails to resolve. The path is relative to the parent of the `.cargo` folder, not to the config file.

## Example
    [source.crates-io]
    replace-with = "mirror"
    [source.mirror]
    local-registry = "../mirror"
    # Cargo.toml
    [dependencies]
    serde = "1"

## Fix
Create the folder (`cargo vendor`, `cargo local-registry`), or correct the path. It is only a warning, since a job may
create the folder before it builds.
"""

import os
from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "missing-source-folder"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each folder that is missing."""
    for refusal in context.refused(NAME):
        if not os.path.isabs(refusal.subject):
            message, _, rest = refusal.chain[-1].partition("\n")
            searched = rest.partition("location searched: ")[2].partition(" (which")[0]
            advice = f"write the {searched} again with `cargo vendor`"
            yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
            continue
        root = os.path.dirname(os.path.dirname(refusal.place.path))
        missing = os.path.relpath(refusal.subject, root)
        message = f"the folder of this source, `{missing}`, does not exist"
        advice = "the path counts from the parent of .cargo"
        if os.path.exists(refusal.subject):
            message = f"the folder of this source, `{missing}`, is none that cargo can read"
            advice = refusal.chain[-1].replace(f"{root}/", "")
        if missing.endswith(".json"):
            message = f"a package in the folder of this source has no checksums: `{missing}` does not exist"
            advice = "write the folder with `cargo vendor`"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
