"""A config file of a project holds a token.

## What it does
Looks for `token` and `secret-key` under `[registry]` and `[registries]` in every config file that cargo loads outside
CARGO_HOME. What looks like a placeholder is a warning: cargo expands nothing, and sooner or later the real one stands
there.

## Why
The file is committed with the project, and, since `.cargo/` is packed like any other folder, published with the
package. Anybody who gets either has the token.

## Example
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    token = "Bearer s3cr3t"

## Fix
Remove it, revoke it at the registry, and run `cargo login --registry company`; in CI set
`CARGO_REGISTRIES_COMPANY_TOKEN`.
"""

import os
from collections.abc import Iterator
from typing import Any

from policy.cargo.place import KeyPath, Place
from policy.context import Context
from policy.finding import Finding
from policy.secret import is_placeholder

NAME = "token-in-project-config"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token; the token itself is never shown."""
    home = context.config.cargo_home
    for path, file in context.config.files.files.items():
        if file.problem is not None:
            continue  # `invalid-config`
        if home and os.path.realpath(path).startswith(os.path.realpath(home) + os.sep):
            continue
        for key, table in _tables(file.data):
            for secret in ("token", "secret-key"):
                value = table.get(secret)
                if isinstance(value, str):
                    yield _finding(Place(path, (*key, secret), "key"), secret, value)


def _tables(data: dict[str, Any]) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    registry, registries = data.get("registry"), data.get("registries")
    if isinstance(registry, dict):
        yield ("registry",), registry
    for name, table in registries.items() if isinstance(registries, dict) else ():
        if isinstance(table, dict):
            yield ("registries", name), table


def _finding(place: Place, secret: str, value: str) -> Finding:
    advice = "remove it, revoke it at the registry, and run `cargo login`"
    if is_placeholder(value):
        message = f"this `{secret}` looks like a placeholder; cargo sends it as it is, and a real one belongs elsewhere"
        return Finding(NAME, "warning", message, place, "remove it, and run `cargo login`")
    message = f"this project config gives a `{secret}` to everybody who has the project"
    return Finding(NAME, SEVERITY, message, place, advice)
