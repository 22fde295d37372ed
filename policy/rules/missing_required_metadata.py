"""A package for crates.io has no description, or no licence.

## What it does
Looks at every package that may go to crates.io for a `description` and a `license` or `license-file`, inherited ones
included. Where nothing shows that the package is for the public, neither `publish` nor any field that only a public
package needs, it is a warning: the package may as well be meant to stay at home. Members that were never meant to
leave their workspace are left to `missing-publish-restriction`.

## Why
crates.io refuses a package without them. cargo only warns, `cargo publish --dry-run` passes, and the refusal comes
at the very end, after the package has been built.

## Example
    [package]
    name = "public-tool"
    publish = ["crates-io"]
    license = "MIT"

## Fix
Add `description`, and `license` with an SPDX expression or `license-file` with a path; or say `publish = false`.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.finding import Finding
from policy.lost_restriction import is_lost
from policy.rules import (
    cross_registry_path_dependency,
    missing_publish_restriction,
    misspelt_publish_key,
    publish_not_inherited,
)
from policy.suspects import suspicious

NAME = "missing-required-metadata"
SEVERITY = "error"

_OTHERS = (cross_registry_path_dependency, missing_publish_restriction, misspelt_publish_key, publish_not_inherited)
"""The rules that say of a package that it should not go to crates.io."""

_FOR_THE_PUBLIC = {
    *("description", "license", "license-file", "documentation", "homepage", "repository", "keywords", "categories"),
}


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such package; but where another rule says that it should not go to crates.io at all,
    and the package itself does not, that rule's finding stands for both.
    """
    told = {finding.refusal for rule in _OTHERS for finding in rule.check(context)}
    private = {suspect.package.path for suspect in suspicious(context)}
    packages = {package.path: package for package in context.packages}
    for refusal in context.refused(NAME):
        package = packages[refusal.place.path]
        if is_lost(package) or package.path in private or (refusal in told and not package.says_publish):
            continue
        lacks = f"no {refusal.subject.replace(', ', ' and no ')}"
        if _is_for_the_public(package):
            message = f"package `{package.name}` has {lacks}, which crates.io demands"
            keys = refusal.subject.replace(", ", "` and `")
            advice = f"add `{keys}` to [package]; or publish = false, if the package is not for the public"
            yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
        elif not _depends_on_another_registry(package):  # `cross-registry-dependency`
            message = f"package `{package.name}` may be published to crates.io, which would refuse it: it has {lacks}"
            advice = "add publish = false, or where it may go; if it is for crates.io, add what is missing"
            yield Finding(NAME, "warning", message, refusal.place, advice, refusal=refusal)


def _is_for_the_public(package: Manifest) -> bool:
    """Whether the package says that it is for crates.io, or has anything that only a public package needs."""
    return package.known_field("publish") is not None or not _FOR_THE_PUBLIC.isdisjoint(package.package or ())


def _depends_on_another_registry(package: Manifest) -> bool:
    return any(
        dependency.text("registry") not in (None, CRATES_IO) and not dependency.is_stripped
        for dependency in package.notable_dependencies
    )
