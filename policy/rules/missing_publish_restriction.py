"""A package that looks private may be published to crates.io.

## What it does
Looks for packages without any restriction on publishing that take dependencies from another registry, or that stand
beside packages which are restricted to one, or in a workspace where the policy file demands a restriction.

## Why
`cargo publish`, typed once in the wrong folder, uploads the package to crates.io for ever: nothing there can be
deleted.

## Example
    [package]
    name = "billing-core"
    version = "0.1.0"

    [dependencies]
    internal-utils = { version = "1.2", registry = "company" }

## Fix
Say where the package may go: `publish = ["company"]`, or `publish = false`; `publish = true` says that crates.io is
meant.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.finding import Finding

NAME = "missing-publish-restriction"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that looks private and may go anywhere."""
    restricted = sorted({name for package in context.packages for name in package.publish or () if name != CRATES_IO})
    for package in context.packages:
        if package.publish is not None or package.known_field("publish") is not None or not package.name:
            continue
        place = package.place(package.package_key, "name")
        reason = _evidence(package, restricted)
        if reason:
            advice = f'add publish = ["{reason[1]}"], or publish = false'
            yield Finding(
                NAME,
                SEVERITY,
                f"package `{package.name}` may be published to crates.io, but {reason[0]}",
                place,
                advice,
            )
        elif context.settings.require:
            advice = "add `publish` with the registries it may go to, or publish = false"
            message = f"package `{package.name}` does not say where it may be published, as the policy file demands"
            yield Finding(NAME, "error", message, place, advice)


def _evidence(package: Manifest, restricted: list[str]) -> tuple[str, str] | None:
    """Return why the package looks private, and the registry where it belongs; None where it does not."""
    if "publish" in ((package.root.workspace or {}).get("package") or {} if package.root else {}):
        return None  # the workspace says it, and the package forgot to inherit it: `publish-not-inherited`
    if _has_misspelt_publish(package):
        return None  # `misspelt-publish-key`
    for dependency in package.notable_dependencies:
        registry = dependency.text("registry")
        if registry is not None and registry != CRATES_IO:
            return f"its dependency `{dependency.name}` comes from registry `{registry}`", registry
    if restricted:
        return f"other packages of the workspace are restricted to `{restricted[0]}`", restricted[0]
    return None


def _has_misspelt_publish(package: Manifest) -> bool:
    from policy.rules.misspelt_publish_key import misspelt

    return any(misspelt(key) for key in package.package or ())
