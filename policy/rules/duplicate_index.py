"""Two registries have the same index.

## What it does
Compares the index URLs of all registries as cargo does: without a last slash, without `.git`, and on github.com
without regard to case.

## Why
Builds work, but cargo refuses every operation that needs a token, since it cannot tell whose token is meant.

## Example
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    [registries.corp]
    index = "sparse+https://registry.example.com/index/"

## Fix
Keep one name and use it in every manifest.
"""

from collections.abc import Iterator

from policy.cargo.publish import index_place
from policy.context import Context
from policy.finding import Finding, Label

NAME = "duplicate-index"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each further name of an index."""
    for refusal in context.refused(NAME):
        names = refusal.chain[0].rpartition(": ")[2].split(", ")
        first = index_place(context.config, names[0])
        labels = (Label(first, f"`{names[0]}` has it first"),) if first else ()
        message = f"registry `{refusal.subject}` has the same index as `{names[0]}`"
        yield Finding(NAME, SEVERITY, message, refusal.place, "keep one of the names", labels, refusal)
