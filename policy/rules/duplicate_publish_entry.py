"""`package.publish` names one registry twice.

## What it does
Looks for lists with more than one entry that all name the same registry.

## Why
cargo 1.95 takes the list for a choice and refuses `cargo publish` without `--registry`, with a sentence that names
one registry only.

## Example
    [package]
    publish = ["company", "company"]

## Fix
Remove the repetition.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.entries import value_at
from policy.finding import Finding

NAME = "duplicate-publish-entry"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such list."""
    for refusal in context.refused(NAME):
        message = "`publish` names the same registry twice, which cargo takes for a choice"
        entries = value_at(context, refusal.place)
        fix = (Edit(refusal.place.at(1), None),) if isinstance(entries, list) and len(entries) == 2 else ()
        yield Finding(NAME, SEVERITY, message, refusal.place, "keep one entry", refusal=refusal, fix=fix)
