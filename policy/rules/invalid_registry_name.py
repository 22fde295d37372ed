"""A registry has a name that cargo does not accept.

## What it does
Looks at the names of registries in dependencies, in `package.publish`, in `registry.default` and in `--registry`:
letters, digits, `-` and `_`, not starting with a digit.

## Why
cargo refuses such a name where it meets it: in a dependency for every command, elsewhere when the registry is used. A
URL in `package.publish` is the most frequent form.

## Example
    [package]
    publish = ["https://registry.example.com"]

## Fix
Give the registry a name under `[registries]`, and use that name.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-registry-name"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name that is no name."""
    for refusal in context.refused(NAME):
        name = refusal.subject
        advice = "a name has letters, digits, `-` and `_`, and does not start with a digit"
        if "://" in name:
            advice = "give the URL a name under [registries] in .cargo/config.toml, and use the name"
        yield Finding(
            NAME, SEVERITY, f"`{name}` cannot be the name of a registry", refusal.place, advice, refusal=refusal
        )
