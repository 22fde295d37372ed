"""Which packages look private though they may go anywhere, and why."""

import os
from typing import NamedTuple

from policy.audience import UNRESTRICTED, lacks
from policy.cargo.config_value import FILE
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.lost_restriction import is_lost


class Suspect(NamedTuple):
    """A package that looks private. reason: why; registry: where it seems to belong, "" where nothing tells."""

    package: Manifest
    reason: str
    registry: str

    @property
    def place(self) -> Place:
        """Where the package is named."""
        return self.package.place(self.package.package_key, "name")


def suspicious(context: Context) -> list[Suspect]:
    """Return the packages that look private and may go anywhere."""
    restricted, default = restricted_to(context), _project_default(context)
    every = context.workspace.packages if context.workspace else []
    # that others are restricted makes every package suspicious, also one in which there was nothing to find by itself
    packages = unrestricted(every if restricted else context.packages)
    found = (Suspect(package, *_evidence(package, context, restricted, default)) for package in packages)
    return [suspect for suspect in found if suspect.reason]


def unrestricted(packages: list[Manifest]) -> list[Manifest]:
    """Return those of the packages that may go anywhere, and of which no other finding says that they should not."""
    return [
        package
        for package in packages
        if package.publish is None and not package.says_publish and package.name and not is_lost(package)
    ]


def restricted_to(context: Context) -> list[str]:
    """Return the registries to which packages of the workspace are restricted."""
    every = context.workspace.packages if context.workspace else []
    return sorted({name for package in every for name in package.publish or () if name != CRATES_IO})


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
    if context.refused_in(UNRESTRICTED, package.path):
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
