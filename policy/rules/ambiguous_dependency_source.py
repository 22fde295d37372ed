"""A dependency names two sources at once.

## What it does
Looks for keys that exclude each other: `git` and `registry`, `registry` and `registry-index`, `git` and `path`, two
of `branch`, `tag` and `rev`, or one of these without `git`.

## Why
cargo refuses every command in the workspace. `path` together with `version` or `registry` is fine.

## Example
    [dependencies]
    tool = { git = "https://git.example.com/tool", registry = "company" }

## Fix
Keep one of the two.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "ambiguous-dependency-source"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each contradiction."""
    for refusal in context.refused(NAME):
        rest = refusal.chain[-1].rstrip(".").partition(". ")[2]
        name, key = refusal.subject, refusal.place.key[-1]
        if rest:
            choice = rest.removeprefix("Only one of ").removesuffix(" is allowed").replace(" or ", " and ")
            several = "more than one of" if "," in choice else "both"
            message, advice = f"dependency `{name}` has {several} {choice}", "keep one of them"
        else:
            message = f"`{key}` of dependency `{name}` means nothing without `git`"
            advice = f"add `git`, or remove `{key}`"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
