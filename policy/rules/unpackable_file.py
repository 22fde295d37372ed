"""cargo does not pack a file of the package.

## What it does
Looks, for a given `cargo package` or `cargo publish`, at the files that it would pack: at names with a character that
not every system takes, at the names `Cargo.toml.orig` and `.cargo_vcs_info.json`, under which cargo itself packs
something, and at links that lead nowhere.

## Why
cargo refuses to pack the package.

## Example
    touch 'src/one:two.rs' && cargo package

## Fix
Rename the file, remove it, or leave it out with `exclude`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "unpackable-file"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such file; none without a command."""
    for refusal in context.refused(NAME):
        message = f"cargo does not pack `{refusal.subject}`"
        advice = "rename or remove it, or leave it out with `exclude`"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
