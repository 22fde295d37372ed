"""A command publishes to an index URL instead of a registry.

## What it does
Looks for `cargo publish --index` in CI files, scripts and the code blocks of the documentation.

## Why
With `--index` cargo does not look at `package.publish`: a package goes where it must not go, and cargo only warns.

## Example
    # scripts/release.sh
    cargo publish --index sparse+https://registry.example.com/index/

## Fix
Define the registry under [registries] in `.cargo/config.toml`, and name it: `cargo publish --registry company`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "publish-by-index"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each `--index` of a publish."""
    for command in context.repository.commands:
        if command.invocation.command != "publish":
            continue
        for word in command.words:
            if word.text.partition("=")[0] == "--index":
                message = "a publish by --index goes past the registries that `package.publish` allows"
                advice = "define the registry in .cargo/config.toml, and name it with --registry"
                yield Finding(NAME, SEVERITY, message, command.place_of(word), advice)
