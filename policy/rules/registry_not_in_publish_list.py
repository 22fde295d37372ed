"""A package would be published to a registry that it does not allow.

## What it does
Compares the registry that a publish goes to, by `--registry` or by `registry.default`, with `package.publish`. Where
CI files and scripts publish, and always name the registry, a default that is another one is a warning.

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
    severity = "warning" if _is_always_named(context) else SEVERITY
    for refusal in context.refused(NAME):
        message = f"a publish goes to `{refusal.subject}`, which `publish` does not allow"
        advice = _advice(refusal.subject)
        yield Finding(NAME, severity, message, refusal.place, advice, _labels(context), refusal)


def _is_always_named(context: Context) -> bool:
    """Whether the repository publishes somewhere, and never without `--registry`."""
    published = [
        command.invocation
        for command in context.repository.commands
        if command.invocation.command == "publish" and not command.file.is_documentation
    ]
    return bool(published) and all(one.value("--registry", "--index") is not None for one in published)


def _advice(name: str) -> str:
    return f"pass --registry with one that is allowed, or add `{name}` to the list"


def _labels(context: Context) -> tuple[Label, ...]:
    try:
        default = context.config.default_registry()
    except CargoError:
        default = None
    return (Label(default.place, "the default is set here"),) if default else ()
