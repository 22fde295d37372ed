"""A package may go to several registries, and nothing says to which.

## What it does
Looks for `package.publish` with two or more registries where neither `--registry` nor `registry.default` chooses one.

## Why
`cargo publish` without `--registry` is refused. It is only a warning, since a release script may pass the flag.

## Example
    [package]
    publish = ["company", "partner"]

## Fix
Pass `--registry`, or allow one registry only.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "ambiguous-publish-list"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each list that leaves the choice open."""
    for refusal in context.refused(NAME):
        message = "`publish` allows several registries: `cargo publish` needs --registry"
        advice = "pass it, or make one of them the default under [registry] in .cargo/config.toml"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
