"""The URL of a sparse index does not end in a slash.

## What it does
Looks at every `sparse+` URL under `[registries]` and `[source]`, and in the environment.

## Why
cargo refuses the registry at its first use.

## Example
    [registries.company]
    index = "sparse+https://kellnr.example.com/api/v1/crates"

## Fix
Add the slash at the end.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "sparse-index-without-slash"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each sparse index without its slash."""
    for refusal in context.refused(NAME):
        message = f"the sparse index of `{refusal.subject}` must end in a slash"
        yield Finding(NAME, SEVERITY, message, refusal.place, "add `/` at the end", refusal=refusal)
