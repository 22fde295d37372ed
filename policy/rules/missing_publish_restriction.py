"""A package that looks private may be published to crates.io.

## What it does
Looks for packages without any restriction on publishing that take dependencies from another registry, or have a
licence that is none, or whose project has a `registry.default`, or that stand beside packages which are restricted to
a registry; and for all packages where the policy file demands a restriction. What project and neighbours are says
nothing of a package with a `license`, a `repository`, and `keywords` or `categories` of its own. A package that cargo
would refuse anyway is left to `cross-registry-dependency` and `unpublishable-dependency`. That crates.io would refuse
such a package for its metadata is no comfort: the finding stands for both.

## Why
`cargo publish`, typed once in the wrong folder, uploads the package to crates.io for ever: nothing there can be
deleted.

## Example
    [package]
    name = "billing-core"
    version = "0.1.0"
    license = "LicenseRef-Acme-Proprietary"

## Fix
Say where the package may go: `publish = ["company"]`, or `publish = false`; `publish = true` says that crates.io is
meant.
"""

import os
from collections.abc import Iterator

from policy.cargo.config_value import FILE
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError, Refusal
from policy.context import Context
from policy.finding import Finding
from policy.lost_restriction import is_lost

NAME = "missing-publish-restriction"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that looks private and may go anywhere."""
    every = context.workspace.packages if context.workspace else []
    restricted = sorted({name for package in every for name in package.publish or () if name != CRATES_IO})
    default = _project_default(context)
    # that others are restricted makes every package suspicious, also one in which there was nothing to find by itself
    for package in every if restricted else context.packages:
        if package.publish is not None or package.says_publish or not package.name:
            continue
        if is_lost(package):
            continue
        place = package.place(package.package_key, "name")
        refusal = _refusal_of(package, context)
        reason, registry = _evidence(package, context, restricted, default)
        if reason:
            advice = f'add publish = ["{registry}"], or publish = false' if registry else "add publish = false"
            message = f"package `{package.name}` may be published to crates.io, but {reason}"
            yield Finding(NAME, SEVERITY, message, place, advice, refusal=refusal)
        elif context.settings.require and not context.settings.allow:  # else `publish-against-policy`
            advice = "add `publish` with the registries it may go to, or publish = false"
            message = f"package `{package.name}` does not say where it may be published, as the policy file demands"
            yield Finding(NAME, "error", message, place, advice, refusal=refusal)


def _refusal_of(package: Manifest, context: Context) -> Refusal | None:
    """Return what crates.io would refuse because the package is not made for it; None where it would take it."""
    if refusal := context.refused_in("missing-required-metadata", package.path):
        return refusal
    licences = (one for one in context.refused("invalid-license") if one.subject == package.name)
    licence = package.known_field("license")
    return next(licences, None) if licence is not None and is_private(licence.value) else None


def _evidence(package: Manifest, context: Context, restricted: list[str], default: str) -> tuple[str, str]:
    """Return why the package looks private, "" where it does not, and the registry where it seems to belong."""
    registry, targets = default or next(iter(restricted), ""), context.target_names(package)
    for dependency in package.notable_dependencies:
        from policy.rules.unpublishable_dependency import unreachable  # a plain package does not pay for it

        if unreachable(context, dependency, targets):
            return "", ""  # `unpublishable-dependency`
        name = dependency.text("registry")
        if name is not None and name != CRATES_IO:
            if CRATES_IO in targets and not dependency.is_stripped:
                return "", ""  # `cross-registry-dependency`, `cross-registry-path-dependency`
            return f"its dependency `{dependency.name}` comes from registry `{name}`", name
    licence = package.known_field("license")
    if licence is not None and is_private(licence.value):
        return f"its licence is `{licence.value}`", registry
    if _is_made_public(package):
        return "", ""
    if restricted:
        return f"other packages of the workspace are restricted to `{restricted[0]}`", registry
    if default:
        return f"the default registry of this project is `{default}`", registry
    return "", ""


def _is_made_public(package: Manifest) -> bool:
    """Whether the package says of itself what only readers of crates.io need to know."""
    own = package.package or {}
    return all(package.known_field(key) for key in ("license", "repository")) and bool(
        own.keys() & {"keywords", "categories"}
    )


def is_private(licence: object) -> bool:
    """Whether a value of `license` says that there is none for the public."""
    text = licence.lower() if isinstance(licence, str) else ""
    return text.startswith("licenseref-") or text in ("proprietary", "unlicensed", "commercial", "all rights reserved")


def _project_default(context: Context) -> str:
    """Return the default registry that the config of the project sets; "" where none does, or only the user's own."""
    try:
        default = context.config.default_registry()
    except CargoError:
        return ""
    home = context.config.cargo_home
    if default is None or default.origin != FILE or (home and default.place.path.startswith(home + os.sep)):
        return ""
    return "" if default.data == CRATES_IO else str(default.data)
