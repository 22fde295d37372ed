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

import os
from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.config_value import FILE
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Refusal
from policy.context import Context
from policy.finding import Finding, Label
from policy.lost_restriction import is_lost

NAME = "missing-publish-restriction"
SEVERITY = "warning"

_SHOWN = 3


class Suspect(NamedTuple):
    """A package that looks private. reason: why; registry: where it seems to belong, "" where nothing tells."""

    package: Manifest
    reason: str
    registry: str

    @property
    def place(self) -> Place:
        """Where the package is named."""
        return self.package.place(self.package.package_key, "name")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package that looks private and may go anywhere; one for all of a workspace."""
    found = suspicious(context)
    root = context.workspace.root if context.workspace else None
    if len(found) > 1 and root is not None and not _restricted(context):
        yield _of_the_workspace(root, found, context)
    else:
        yield from (_of_one(suspect, context) for suspect in found)
    if context.settings.require and not context.settings.allow:  # else `publish-against-policy`
        told = {suspect.package.path for suspect in found}
        for package in _unrestricted(context.packages):
            if package.path not in told:
                advice = "add `publish` with the registries it may go to, or publish = false"
                message = f"package `{package.name}` does not say where it may be published, as the policy file demands"
                place = package.place(package.package_key, "name")
                yield Finding(NAME, "error", message, place, advice, refusal=_refusal_of(package, context))


def suspicious(context: Context) -> list[Suspect]:
    """Return the packages that look private and may go anywhere."""
    restricted, default = _restricted(context), _project_default(context)
    every = context.workspace.packages if context.workspace else []
    # that others are restricted makes every package suspicious, also one in which there was nothing to find by itself
    packages = _unrestricted(every if restricted else context.packages)
    found = (Suspect(package, *_evidence(package, context, restricted, default)) for package in packages)
    return [suspect for suspect in found if suspect.reason]


def _of_one(suspect: Suspect, context: Context) -> Finding:
    package, reason, registry = suspect
    advice = f'add publish = ["{registry}"], or publish = false' if registry else "add publish = false"
    if context.refused_in(NAME, package.path):
        advice += "; a package for crates.io says publish = true"
    message = f"package `{package.name}` may be published to crates.io, but {reason}"
    return Finding(NAME, SEVERITY, message, suspect.place, advice, refusal=_refusal_of(package, context))


def _of_the_workspace(root: Manifest, found: list[Suspect], context: Context) -> Finding:
    names = [f"`{suspect.package.name}`" for suspect in found]
    shown = names if len(names) <= _SHOWN else [*names[: _SHOWN - 1], f"{len(names) - _SHOWN + 1} more"]
    message = f"{len(found)} packages may be published to crates.io, but look private: "
    message += f"{', '.join(shown[:-1])} and {shown[-1]}"
    registry = next((suspect.registry for suspect in found if suspect.registry), "")
    value = f'["{registry}"]' if registry else "false"
    advice = (
        f"add publish = {value} to [workspace.package], and publish.workspace = true to each of them; a package for "
    )
    advice += "crates.io says publish = true"
    labels = tuple(Label(suspect.place, suspect.reason) for suspect in found[:_SHOWN])
    refusals = [refusal for suspect in found if (refusal := _refusal_of(suspect.package, context))]
    first = min(refusals, key=lambda refusal: (refusal.phase, refusal.step), default=None)
    return Finding(NAME, SEVERITY, message, root.place("workspace", part="key"), advice, labels, first)


def _unrestricted(packages: list[Manifest]) -> list[Manifest]:
    return [
        package
        for package in packages
        if package.publish is None and not package.says_publish and package.name and not is_lost(package)
    ]


def _restricted(context: Context) -> list[str]:
    """Return the registries to which packages of the workspace are restricted."""
    every = context.workspace.packages if context.workspace else []
    return sorted({name for package in every for name in package.publish or () if name != CRATES_IO})


def _refusal_of(package: Manifest, context: Context) -> Refusal | None:
    """Return what cargo or crates.io would refuse because the package is not made for it; None where nothing."""
    for cause in (NAME, "missing-required-metadata"):
        if refusal := context.refused_in(cause, package.path):
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
            if dependency.slot.kind == "dev" or not context.audience.is_at_home(package):
                return "", ""  # `versioned-dev-dependency`, `unpublishable-dependency`
            return f"its dependency `{dependency.name}` may not go there", registry
        name = dependency.text("registry")
        if name is not None and name != CRATES_IO:
            is_refused = CRATES_IO in targets and not dependency.is_stripped
            if is_refused and not context.audience.is_at_home(package):
                return "", ""  # `cross-registry-dependency`, `cross-registry-path-dependency`
            return f"its dependency `{dependency.name}` comes from registry `{name}`", name
    licence = package.known_field("license")
    if licence is not None and is_private(licence.value):
        return f"its licence is `{licence.value}`", registry
    if restricted and not _is_made_public(package):
        return f"other packages of the workspace are restricted to `{restricted[0]}`", registry
    if default and not _is_made_public(package):
        return f"the default registry of this project is `{default}`", registry
    if context.refused_in(NAME, package.path):
        from policy.audience import lacks  # only such packages pay for it

        missing = lacks(package)
        return f"it has no {' and no '.join(missing)}" if missing else f"its version is `{package.version}`", registry
    return "", ""


def _is_made_public(package: Manifest) -> bool:
    """Whether the package says of itself what only readers of crates.io need to know."""
    return all(package.known_field(key) for key in ("description", "license", "repository"))


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
