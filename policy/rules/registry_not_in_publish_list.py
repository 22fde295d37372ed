"""A package would be published to a registry that it does not allow.

## What it does
Compares the registry that a publish goes to, by `--registry` or by `registry.default`, with `package.publish`.

## Why
cargo refuses it. `registry.default` beats a `publish` list with a single entry, so a package with `publish =
["company"]` cannot be published without `--registry company` where the default is another one.

## Example
    # .cargo/config.toml
    [registry]
    default = "partner"
    # Cargo.toml
    [package]
    publish = ["company"]

## Fix
Pass `--registry`, change the default, or add the registry to the list.
"""

from collections.abc import Iterator

from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding, Label

NAME = "registry-not-in-publish-list"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package whose list lacks the registry."""
    for refusal in context.refused(NAME):
        message = f"a publish goes to `{refusal.subject}`, which `publish` does not allow"
        advice = _advice(refusal.subject)
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, _labels(context), refusal)


def _advice(name: str) -> str:
    return f"pass --registry with one that is allowed, or add `{name}` to the list"


def _labels(context: Context) -> tuple[Label, ...]:
    try:
        default = context.config.default_registry()
    except CargoError:
        default = None
    return (Label(default.place, "the default is set here"),) if default else ()
