"""A token for crates.io stands under `[registries.crates-io]`.

## What it does
Looks for `registries.crates-io.token`, and for the variable `CARGO_REGISTRIES_CRATES_IO_TOKEN`.

## Why
cargo does not read it there: crates.io's token is `registry.token`, and `CARGO_REGISTRY_TOKEN`. A publish says that no
token was found.

## Example
    [registries.crates-io]
    token = "your_token_here"

## Fix
Run `cargo login`, which writes the token where it belongs; in CI, set `CARGO_REGISTRY_TOKEN`.
"""

from collections.abc import Iterator

from policy.cargo.config_value import ENVIRONMENT, FILE, Value
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "crates-io-token-in-registries"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such token; the token itself is never shown."""
    key = ("registries", CRATES_IO, "token")
    try:
        found = [context.config.written(*key), context.config.variable(*key)]
    except CargoError:
        return
    for value in found:
        if value is None:
            continue
        message, advice = "cargo does not read a token for crates.io here", "run `cargo login`"
        if value.origin == ENVIRONMENT:
            advice = "the variable is called CARGO_REGISTRY_TOKEN"
        place = value.place._replace(part="key")
        yield Finding(NAME, SEVERITY, message, place, advice, fix=_fix(context, value))


def _fix(context: Context, value: Value) -> tuple[Edit, ...]:
    """Return the new header of a table that holds nothing else, so that the edit need not hold the token."""
    file = context.config.files.files.get(value.place.path)
    if file is None or value.origin != FILE or "registry" in file.data:
        return ()
    if len(file.data["registries"][CRATES_IO]) > 1 or f"[registries.{CRATES_IO}]" not in file.text:
        return ()
    return (Edit(value.place._replace(key=value.place.key[:-1], part="header"), "[registry]"),)
