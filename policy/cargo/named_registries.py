"""Registries that are named where cargo does not look before somebody uses what stands there."""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.workspace import Workspace

SHARED = ("workspace", "dependencies")
"""Where a dependency stands that a member may inherit."""


def listed_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses as soon as a package goes to one or another registry of its publish list."""
    for package in workspace.suspects:
        field = package.known_field("publish")
        for number, name in enumerate(field.value if field and isinstance(field.value, list) else ()):
            if field and isinstance(name, str):
                yield from _refusals(name, field.place.at(number), config)


def shared_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses as soon as a member inherits a dependency, or a command goes to the default registry."""
    if workspace.root is not None:
        shared = (workspace.root.workspace or {}).get("dependencies")
        for name, entry in shared.items() if isinstance(shared, dict) else ():
            registry = entry.get("registry") if isinstance(entry, dict) else None
            if isinstance(registry, str):
                yield from _refusals(registry, workspace.root.place(*SHARED, name, "registry"), config)
    try:
        default = config.default_registry()
    except CargoError:
        return
    if default is not None:
        yield from _refusals(str(default.data), default.place, config)


def is_unused(refusal: Refusal) -> bool:
    """Return whether a refusal is about a shared dependency that no member inherits yet."""
    return refusal.phase == Phase.REGISTRY and refusal.place.key[:2] == SHARED


def _refusals(name: str, place: Place, config: Config) -> Iterator[Refusal]:
    if name == CRATES_IO:
        return
    try:
        config.registry_index(name, place)
    except CargoError as error:
        yield error.refusal(Phase.REGISTRY, 9)
