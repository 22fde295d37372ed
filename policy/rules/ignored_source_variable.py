"""A variable is to set a `[source]`, which cargo reads from config files only.

## What it does
Looks for `CARGO_SOURCE_...` in CI files, Dockerfiles, scripts, `.env` and the code blocks of the documentation.

## Why
Most keys of cargo's config can be set by the environment, those of `[source]` cannot: cargo ignores the variable
without a word, and goes on without the mirror.

## Example
    # Dockerfile
    ENV CARGO_SOURCE_CRATES_IO_REPLACE_WITH=mirror

## Fix
Write it into `.cargo/config.toml`, or pass `--config 'source.crates-io.replace-with="mirror"'`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "ignored-source-variable"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such variable."""
    for one in context.repository.assignments:
        if one.name.startswith("CARGO_SOURCE_"):
            advice = "write it into .cargo/config.toml, or pass it with --config"
            yield Finding(NAME, SEVERITY, f"cargo does not read `{one.name}`", one.place, advice)
