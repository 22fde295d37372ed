"""What `cargo add` and `cargo remove` refuse before they know what a registry holds (`ops/cargo_add` of cargo 1.95)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.names import package_name_error
from policy.cargo.place import Place
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
    member = workspace.current if workspace.current.package is not None else None
    names = [name.partition("@")[0] for name in invocation.names]
    for name in names:
        if error := package_name_error(name):
            yield Refusal("invalid-argument", Phase.REGISTRY, (error,), Place(""), (-1,))
    root = (workspace.root or workspace.current).data.get("workspace")
    apart = invocation.value("--path", "--git", "-p", "--package") is not None
    if apart or (isinstance(root, dict) and "dependencies" in root):
        return
    if member is not None and names[0] == member.name and invocation.value("--registry") is None:
        sentence = f"cannot add `{names[0]}` as a dependency to itself"
        yield Refusal("invalid-argument", Phase.REGISTRY, (sentence,), Place(""), (-1,))
    here = {_plain(package.name or "") for package in workspace.packages}
    if invocation.value("--registry") is None:
        listed = [dependency for package in workspace.packages for dependency in package.dependencies]
        here |= {_plain(one.name) for one in listed if one.is_local or "registry" in one.spec or "package" in one.spec}
        if "default" in (
            config_registry.table if (config_registry := sources.config.root.table.get("registry")) else ()
        ):
            here |= {_plain(one.name) for one in listed}
    new = [name for name in names if _plain(name) not in here]
    if not new:
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


def remove_refusals(invocation: "Invocation", workspace: Workspace, _: SourceMap) -> Iterator[Refusal]:
    """Yield the refusal of a dependency that is not there."""
    tables = ("dependencies", "dev-dependencies", "build-dependencies")
    package = workspace.current
    if package.package is None or invocation.value("-p", "--package", "--target") is not None:
        return
    table = tables[1] if invocation.has("--dev") else tables[2] if invocation.has("--build") else tables[0]
    if any(name.replace("-", "_") in package.data for name in tables[1:]):
        return  # old names of the tables
    for name in invocation.names:
        if name in (package.data.get(table) or ()):
            continue
        sentence = f"the dependency `{name}` could not be found in `{table}`"
        elsewhere = next((other for other in tables if name in (package.data.get(other) or ())), None)
        if elsewhere is not None:
            flag = "" if elsewhere == tables[0] else f"--{elsewhere.partition('-')[0]}"
            same = f"a dependency with the same name exists in `{elsewhere}`"
            sentence += f"\n\nhelp: {f'pass `{flag}` to remove `{name}` from `{elsewhere}`' if flag else same}"
            yield Refusal("invalid-argument", Phase.REGISTRY, (sentence,), Place(""))
            return
        if "target" in package.data:
            return  # it may be there
        from policy.cargo.edit_distance import closest_message

        sentence += closest_message(name, package.data.get(table) or (), "dependency")
        yield Refusal("invalid-argument", Phase.REGISTRY, (sentence,), Place(""))
        return


def _plain(name: str) -> str:
    return name.replace("_", "-").lower()
