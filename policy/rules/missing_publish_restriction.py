"""A package that looks private may be published to crates.io.

## What it does
Looks for packages without any restriction on publishing that take dependencies from another registry, or have a
licence that is none, or whose project has a `registry.default`, or that stand beside packages which are restricted to
a registry; for members of a workspace that have not what crates.io demands, or the version `0.0.0`; and for all
packages where the policy file demands a restriction. What project and neighbours are says nothing of a package with a
`description`, a `license` and a `repository`. A package that is complete, and that cargo would refuse anyway, is left
to `cross-registry-dependency` and `unpublishable-dependency`.

Where no package of a workspace is restricted to a registry, that is one mistake, and one finding at its root. That
cargo or crates.io would refuse such packages, for a path dependency without a version or for their metadata, is no
comfort: the finding stands for that, too.

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
meant. Members of a workspace can take it from `[workspace.package]`, by `publish.workspace = true`.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.finding import Finding, Label
from policy.suspects import Suspect, is_private, restricted_to, suspicious, unrestricted

NAME = "missing-publish-restriction"
SEVERITY = "warning"

_SHOWN = 3
_PUBLIC = "; a package for crates.io says publish = true"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that looks private and may go anywhere; one for all of a workspace."""
    found = suspicious(context)
    root = context.workspace.root if context.workspace else None
    if len(found) > 1 and root is not None and not restricted_to(context):
        yield _of_the_workspace(root, found, context)
    else:
        yield from (_of_one(suspect, context) for suspect in found)
    if context.settings.require and not context.settings.allow:  # else `publish-against-policy`
        told = {suspect.package.path for suspect in found}
        for package in unrestricted(context.packages):
            if package.path not in told:
                advice = "add `publish` with the registries it may go to, or publish = false"
                message = f"package `{package.name}` does not say where it may be published, as the policy file demands"
                place = package.place(package.package_key, "name")
                yield Finding(NAME, "error", message, place, advice, refusal=_refusal_of(package, context))


def _of_one(suspect: Suspect, context: Context) -> Finding:
    package, reason, registry = suspect
    advice = f'add publish = ["{registry}"], or publish = false' if registry else "add publish = false"
    if context.refused_in(NAME, package.path):
        advice += _PUBLIC
    message = f"package `{package.name}` may be published to crates.io, but {reason}"
    return Finding(NAME, SEVERITY, message, suspect.place, advice, refusal=_refusal_of(package, context))


def _of_the_workspace(root: Manifest, found: list[Suspect], context: Context) -> Finding:
    names = [f"`{suspect.package.name}`" for suspect in found]
    shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], f"{len(names) - _SHOWN + 1} more"]
    message = f"{len(found)} packages may be published to crates.io, but look private: "
    message += f"{', '.join(shown[:-1])} and {shown[-1]}"
    registry = next((suspect.registry for suspect in found if suspect.registry), "")
    value = f'["{registry}"]' if registry else "false"
    advice = f"add publish = {value} to [workspace.package], and publish.workspace = true to each of them{_PUBLIC}"
    labels = tuple(Label(suspect.place, suspect.reason) for suspect in found[:_SHOWN])
    refusals = [refusal for suspect in found if (refusal := _refusal_of(suspect.package, context))]
    first = min(refusals, key=lambda refusal: (refusal.phase, refusal.step), default=None)
    return Finding(NAME, SEVERITY, message, root.place("workspace", part="key"), advice, labels, first)


def _refusal_of(package: Manifest, context: Context) -> Refusal | None:
    """Return what cargo or crates.io would refuse because the package is not made for it; None where nothing."""
    for cause in (NAME, "missing-required-metadata"):
        if refusal := context.refused_in(cause, package.path):
            return refusal
    licences = (one for one in context.refused("invalid-license") if one.subject == package.name)
    licence = package.known_field("license")
    return next(licences, None) if licence is not None and is_private(licence.value) else None
