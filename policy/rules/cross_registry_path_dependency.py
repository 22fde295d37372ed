"""A package for crates.io depends by path on a package that its users would get from another registry.

## What it does
Looks for `{ path, version, registry }` (and `git` instead of `path` is refused anyway) in packages that may go to
crates.io. Members that were never meant to leave their workspace are left to `missing-publish-restriction`.

## Why
cargo 1.95 skips its check of registries for every dependency with a path: the package is uploaded, and its manifest
on crates.io names the private registry, which strangers cannot reach and whose URL is now public.

## Example
    [dependencies]
    internal-utils = { path = "../utils", version = "1.2", registry = "company" }

## Fix
Keep the package off crates.io, `publish = ["company"]`, or drop `registry` and publish the dependency on crates.io.
"""

from collections.abc import Iterator

from policy.cargo.dependency_checks import published_source
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE
from policy.context import Context
from policy.finding import Finding
from policy.lost_restriction import is_lost

NAME = "cross-registry-path-dependency"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency; cargo itself says nothing."""
    for package in context.packages:
        if CRATES_IO not in context.target_names(package) or is_lost(package):
            continue
        if context.audience.is_at_home(package):
            continue  # `missing-publish-restriction`
        for dependency in package.notable_dependencies:
            if "path" not in dependency.spec or not dependency.text("version"):
                continue
            try:
                source = published_source(dependency, context.config)
            except CargoError:
                continue  # `undefined-registry` and its like
            if not source.same_as(CRATES_IO_SOURCE):
                message = f"dependency `{dependency.name}` will be published as one from another registry"
                advice = "cargo lets it through; restrict the package with `publish`, or drop the registry"
                key = "registry" if "registry" in dependency.spec else "registry-index"
                refusal = context.refused_in("missing-required-metadata", package.path)
                yield Finding(NAME, SEVERITY, message, dependency.place(key), advice, refusal=refusal)
