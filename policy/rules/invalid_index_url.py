"""The index of a registry is no URL that cargo can use.

## What it does
Takes the `index` of every registry, and a dependency's `registry-index` and `git`, apart as cargo does.

## Why
A relative path, `git@host:path` or an empty string is no URL. cargo refuses the registry at its first use.

## Example
    [registries.company]
    index = "git@git.example.com:rust/index.git"

## Fix
Write a whole URL: `sparse+https://...` for a sparse index, `ssh://git@host/path` for git over ssh.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "invalid-index-url"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each index URL that does not parse."""
    for refusal in context.refused(NAME):
        reason = refusal.chain[-1]
        fix = _fix(reason, refusal.place)
        yield Finding(NAME, SEVERITY, reason, refusal.place, _advice(reason), refusal=refusal, fix=fix)


def _fix(reason: str, place: Place) -> tuple[Edit, ...]:
    """Return the edit that writes the URL that cargo suggests in place of `git@host:path`; none where it has none."""
    meant = reason.partition("try using `")[2].partition("`")[0]
    plain = meant.startswith("ssh://") and meant.isascii() and not set(meant) & set('"\\ ${}')
    return (Edit(place, f'"{meant}"'),) if plain and place.key else ()


def _advice(reason: str) -> str:
    if "try using" in reason:
        return ""
    if "$" in reason:
        return "cargo expands no variables"
    return "write the whole URL, such as sparse+https://host/path/"
