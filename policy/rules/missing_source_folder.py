"""A source's folder does not exist.

## What it does
Looks for the folder of each `local-registry` from which a dependency would come.

## Why
cargo fails to resolve. The path is relative to the parent of the `.cargo` folder, not to the config file.

## Example
    [source.crates-io]
    replace-with = "mirror"
    [source.mirror]
    local-registry = "../mirror"

## Fix
Create the folder (`cargo local-registry`), or correct the path.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "missing-source-folder"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each folder that is missing."""
    for refusal in context.refused(NAME):
        folder = refusal.chain[-1].rpartition(": ")[2]
        message = f"the local registry's folder `{folder}` does not exist"
        yield Finding(
            NAME, SEVERITY, message, refusal.place, "the path counts from the parent of .cargo", refusal=refusal
        )
