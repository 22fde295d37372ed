"""Some registries have `-` in their names, and others `_`.

## What it does
Looks at the names under `[registries]` in a project's config.

## Why
cargo tells the two apart, and people do not: each use of a registry is a chance to write the other one.

## Example
    [registries.acme-stable]
    index = "sparse+https://stable.example.com/index/"

    [registries.acme_nightly]
    index = "sparse+https://nightly.example.com/index/"

## Fix
Write all names the same way; `-` is what cargo's own `crates-io` has.
"""

from collections.abc import Iterator

from policy.cargo.names import environment_key
from policy.context import Context
from policy.finding import Finding, Label
from policy.registry_names import defined_in_project

NAME = "mixed-registry-naming"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for the first name with `_` beside one with `-`."""
    names = dict(defined_in_project(context))
    dashed = next((name for name in names if "-" in name and "_" not in name and name != "crates-io"), None)
    scored = next((name for name in names if "_" in name and "-" not in name), None)
    if dashed is None or scored is None or environment_key(dashed) == environment_key(scored):
        return  # `colliding-registry-names`
    message = f"`{scored}` is written with `_`, and `{dashed}` with `-`"
    label = Label(names[dashed].place._replace(part="key"), "the other way")
    place = names[scored].place._replace(part="key")
    yield Finding(NAME, SEVERITY, message, place, "write all names the same way", (label,))
