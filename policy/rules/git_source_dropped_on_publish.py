"""Users of a published package get a dependency from the registry, not from its git repository.

## What it does
Looks for dependencies with `git` and `version` in packages that may be published.

## Why
When the package is packed, the repository is dropped and the version remains. That is often meant; but what is tested
here is the repository, and what users get is what the registry has under that version.

## Example
    [package]
    name = "public-tool"
    publish = true

    [dependencies]
    parser = { git = "https://git.example.com/parser", version = "1.2" }

## Fix
Depend on the released version alone, once there is one.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "git-source-dropped-on-publish"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for package in context.packages:
        if not context.target_names(package):
            continue
        for dependency in package.notable_dependencies:
            if dependency.text("git") is None or dependency.text("version") is None:
                continue
            if dependency.spec.keys() & {"path", "registry", "registry-index"}:
                continue  # `ambiguous-dependency-source`
            message = f"users of the package get `{dependency.name}` from crates.io, not from this repository"
            advice = f"publish what is used here as `{dependency.package_name}` first, in the version that is asked for"
            yield Finding(NAME, SEVERITY, message, dependency.place("git"), advice)
