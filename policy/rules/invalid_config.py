"""cargo cannot load a config file.

## What it does
Loads the config files as cargo does: TOML, types, `include`, and the merge of all files.

## Why
One wrong config file stops every cargo command below its folder.

## Example
    # .cargo/config.toml
    [registries.company
    index = "sparse+https://registry.example.com/index/"

## Fix
Correct what the message names. An `include` is a list of paths that end in `.toml`, relative to the including file.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-config"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each error in loading the config."""
    for refusal in context.refused(NAME):
        message = refusal.chain[-1].rpartition("\n")[2]
        yield Finding(NAME, SEVERITY, message, refusal.place, refusal=refusal)
