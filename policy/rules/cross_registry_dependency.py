"""A package for crates.io depends on a package from another registry.

## What it does
Looks at every dependency that is kept when a package is published (normal, build, target, optional, renamed,
inherited, and dev-dependencies with a version) where the package may go to crates.io.

## Why
crates.io takes no package with dependencies from elsewhere: cargo refuses `cargo publish`. A dependency by `path`
with `version` and `registry` slips through cargo's check; that is `cross-registry-path-dependency`.

## Example
    [package]
    name = "public-tool"

    [dependencies]
    internal-utils = { version = "1.2", registry = "company" }

## Fix
Keep the package off crates.io, `publish = ["company"]`, or publish the dependency on crates.io first.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "cross-registry-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each dependency from another registry."""
    for refusal in context.refused(NAME):
        message = f"dependency `{refusal.subject}` comes from another registry, but the package may go to crates.io"
        advice = "restrict the package with `publish`, or publish the dependency on crates.io first"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
