"""The packages of a workspace allow different registries.

## What it does
Compares `package.publish` of all packages of the workspace that may be published.

## Why
`cargo publish --workspace` is refused unless `--registry` names a registry that all of them allow; where there is
none, it cannot work at all. Packages that are released one by one are not concerned.

## Example
    # Cargo.toml
    [workspace]
    members = ["a", "b"]
    # a/Cargo.toml
    [package]
    publish = ["company"]
    # b/Cargo.toml
    [package]
    publish = ["partner"]

## Fix
Give all packages the same list, best by `publish.workspace = true`, or publish them one by one.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "conflicting-publish-lists"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for the workspace."""
    for refusal in context.refused(NAME):
        message = "not all packages of the workspace allow the same registries: `cargo publish --workspace` is refused"
        advice = "publish them one by one, by -p and --registry, or give them the same list"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
