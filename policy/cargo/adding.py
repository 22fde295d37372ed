"""What `cargo add` refuses before it knows what a registry holds (`ops/cargo_add` of cargo 1.95)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.publish import named_target, refuse_index_key
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.resolving import unloadable
from policy.cargo.source_id import CRATES_IO_SOURCE
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation


def add_refusals(invocation: "Invocation", workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused in the registry from which a new dependency comes."""
    known = {_plain(package.name or "") for package in workspace.packages}
    known |= {_plain(dependency.name) for package in workspace.packages for dependency in package.dependencies}
    names = [name.partition("@")[0] for name in invocation.names]
    new = [name for name in names if _plain(name) not in known]
    root = (workspace.root or workspace.current).data.get("workspace")
    if not new or invocation.value("--path", "--git") is not None or (root and "dependencies" in root):
        return
    config = sources.config
    try:
        target = named_target(config, invocation.value("--registry"), None)
        refuse_index_key(config)
        if sources.errors:
            raise sources.errors[0]
        source = CRATES_IO_SOURCE
        if target is not None and target.name != source.name:
            source = config.registry_source(target.name, target.place)
    except CargoError as error:
        yield error.refusal(Phase.REGISTRY)
        return
    place = target.place if target else sources.by_name[CRATES_IO_SOURCE.name].place
    yield from unloadable((f"failed to load source for dependency `{new[0]}`",), source, sources, place)


def _plain(name: str) -> str:
    return name.replace("_", "-").lower()
