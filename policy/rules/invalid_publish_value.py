"""`publish` is neither true, false nor a list of registries.

## What it does
Looks at the type of `publish` in `[package]` and in `[workspace.package]`.

## Why
cargo refuses every command in the workspace. One registry needs a list as well.

## Example
    [package]
    name = "billing-core"
    publish = "company"

## Fix
Write a list, `publish = ["company"]`, or `true`, `false` or `publish.workspace = true`.
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO, registry_name_error
from policy.cargo.place import Place
from policy.context import Context
from policy.edit import Edit
from policy.entries import value_at
from policy.finding import Finding

NAME = "invalid-publish-value"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each value of `publish` that cargo does not take."""
    for refusal in context.refused(NAME):
        meant = _meant(context, refusal.place)
        advice = f"write publish = {meant}" if meant else "write true, false, or a list of registries' names"
        fix = (Edit(refusal.place, meant),) if meant else ()
        message = f"`publish` cannot be read: {refusal.chain[-1]}"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal, fix=fix)


def _meant(context: Context, place: Place) -> str:
    """Return what a string in the place of a list was meant to be, as TOML; "" where nobody can tell."""
    value = value_at(context, place)
    if not isinstance(value, str) or place.key[-1] != "publish":
        return ""
    if value.lower() in ("true", "false"):
        return value.lower()
    name = CRATES_IO if value == "crates.io" else value
    return "" if registry_name_error(name) else f'["{name}"]'
