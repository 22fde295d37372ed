"""A package has more features than crates.io takes, or one that turns on too much.

## What it does
Counts, in packages that may go to crates.io, the features and what each of them turns on: at most 300.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it. Its team raises the limit for a crate
that needs more, which is not known here: then turn the rule off for that manifest.

## Example
    [features]
    feature-1 = []
    feature-2 = []
    # ... and 299 more

## Fix
Put what belongs together into one feature, or split the package.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "too-many-features"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package with too many features, and for each feature that turns on too much."""
    for refusal in context.refused(NAME):
        if len(refusal.place.key) == 1:
            message = f"the package has {refusal.subject} features, and crates.io takes 300"
        else:
            message = f"feature `{refusal.subject}` turns on more than the 300 that crates.io takes"
        advice = "put together what belongs together, or ask help@crates.io for a higher limit"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
