"""Registries that are named where cargo does not look before somebody uses what stands there."""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.workspace import Workspace

SHARED = ("workspace", "dependencies")
"""Where a dependency stands that a member may inherit."""


def named_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses as soon as it looks up a name in a publish list, a shared dependency, or the default."""
    for name, place in _named(workspace, config):
        if name == CRATES_IO:
            continue
        try:
            config.registry_index(name, place)
        except CargoError as error:
            yield error.refusal(Phase.REGISTRY, 9)


def is_unused(refusal: Refusal) -> bool:
    """Return whether a refusal is about a shared dependency that no member inherits yet."""
    return refusal.phase == Phase.REGISTRY and refusal.place.key[:2] == SHARED


def _named(workspace: Workspace, config: Config) -> Iterator[tuple[str, Place]]:
    for package in workspace.packages:
        field = package.known_field("publish")
        for number, name in enumerate(field.value if field and isinstance(field.value, list) else ()):
            if field and isinstance(name, str):
                yield name, field.place.at(number)
    for root in workspace.members:
        shared = (root.workspace or {}).get("dependencies")
        for name, entry in shared.items() if isinstance(shared, dict) else ():
            registry = entry.get("registry") if isinstance(entry, dict) else None
            if isinstance(registry, str):
                yield registry, root.place(*SHARED, name, "registry")
    try:
        default = config.default_registry()
    except CargoError:
        return
    if default is not None:
        yield str(default.data), default.place
