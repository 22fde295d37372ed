"""A publish that is meant for crates.io goes to the default registry.

## What it does
Looks for `cargo publish` without `--registry`, with a comment behind it that names crates.io, where `registry.default`
is another registry.

## Why
`registry.default` counts for every command without `--registry`: the package goes to the other registry.

## Example
    # .cargo/config.toml
    [registry]
    default = "company"
    # scripts/release.sh
    cargo publish # crates.io

## Fix
Name the registry: `cargo publish --registry crates-io`.
"""

from collections.abc import Iterator

from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding, Label

NAME = "publish-to-default-registry"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each command that goes elsewhere than its comment says."""
    try:
        default = context.config.default_registry()
    except CargoError:
        return
    if default is None or default.data == CRATES_IO:
        return
    for command in context.repository.commands:
        invocation, comment = command.invocation, command.comment.lower()
        if invocation.command != "publish" or invocation.value("--registry", "--index", "--config") is not None:
            continue
        if ("crates.io" in comment or CRATES_IO in comment) and " not " not in comment and not command.elsewhere:
            message = f"this publishes to `{default.data}`, the default registry, and not to crates.io"
            labels = (Label(default.place, "the default is set here"),)
            yield Finding(NAME, SEVERITY, message, command.place, "add --registry crates-io", labels)
