"""A feature turns on a feature of a dependency that is left out when the package is packed.

## What it does
Looks in `[features]` of packages that may be published for `NAME/FEATURE` where `NAME` is a dev-dependency by path or
git without a version, and nothing else.

## Why
Such a dev-dependency is dropped from the packed manifest, and what features say about it is dropped as well. For users
the feature does less than it does here, or nothing.

## Example
    [package]
    publish = true

    [dev-dependencies]
    test-support = { path = "support" }

    [features]
    testing = ["test-support/server"]

## Fix
Delete the reference, or make it a dependency that users get, too.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.context import Context
from policy.finding import Finding, Label

NAME = "stripped-feature-reference"
SEVERITY = "advice"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each reference that is dropped."""
    for package in context.packages:
        features = package.data.get("features")
        if isinstance(features, dict) and context.target_names(package):
            yield from _dropped(package, features)


def _dropped(package: Manifest, features: dict[str, object]) -> Iterator[Finding]:
    stripped = {one.name: one for one in package.notable_dependencies if one.slot.kind == "dev" and one.is_stripped}
    if not stripped:
        return
    kept = {name for key, kind, _, table in package.tables if kind != "dev" for name in table}
    for feature, values in features.items():
        for number, value in enumerate(values if isinstance(values, list) else ()):
            name = value.partition("/")[0].removesuffix("?") if isinstance(value, str) and "/" in value else ""
            if name in stripped and name not in kept:
                message = f"`{value}` is dropped when the package is packed, because dev-dependency `{name}` is"
                label = Label(stripped[name].own_place, "without a version")
                place = package.place("features", feature, number)
                advice = f"give `{name}` a version if the feature is to keep it"
                yield Finding(NAME, SEVERITY, message, place, advice, (label,))
