"""A category is one that crates.io does not have, or there are too many.

## What it does
Compares `categories` of packages that may go to crates.io with its list of slugs, which has a date: a category that
is newer is not known here. There may be at most five.

## Why
crates.io refuses the package; `cargo publish --dry-run` says nothing about it.

## Example
    [package]
    name = "public-tool"
    categories = ["command-line"]

## Fix
Take slugs from https://crates.io/category_slugs; the help names the nearest one.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-category"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such category, and one for a list that is too long."""
    for refusal in context.refused(NAME):
        if isinstance(refusal.place.key[-1], int):
            message, advice = f"crates.io has no category `{refusal.subject}`", _advice(refusal.subject)
        else:
            message, advice = "crates.io takes at most 5 categories", "keep the five that fit best"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)


def _advice(slug: str) -> str:
    from difflib import get_close_matches  # only a mistake pays for it

    from policy.crates_io.categories import DATE, SLUGS

    near = get_close_matches(slug.lower().replace(" ", "-"), sorted(SLUGS), 1)
    nearest = f"the nearest is `{near[0]}`" if near else "see https://crates.io/category_slugs"
    return f"{nearest}; the list is of {DATE}"
