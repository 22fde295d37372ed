"""A package for crates.io depends on a package from another registry.

## What it does
Looks at every dependency that is kept when a package is published (normal, build, target, optional, renamed,
inherited, and dev-dependencies with a version) where the package may go to crates.io. Members that were never meant to
leave their workspace are left to `missing-publish-restriction`.

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

from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.finding import Finding, Label

NAME = "cross-registry-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package, at the first such dependency."""
    packages: dict[str, list[Refusal]] = {}
    for refusal in context.refused(NAME):
        packages.setdefault(refusal.chain[0], []).append(refusal)  # which names the manifest
    for first, *others in packages.values():
        message = f"dependency `{first.subject}` comes from another registry, but the package may go to crates.io"
        labels = tuple(Label(other.place, f"and so does `{other.subject}`") for other in others)
        advice = "restrict the package with `publish`, or publish the dependency on crates.io first"
        yield Finding(NAME, SEVERITY, message, first.place, advice, labels, first)
