"""Which packages a workspace takes from a registry of its own, and which of the same name from crates.io."""

from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.manifest import Manifest
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId
from policy.context import Context


def from_registries(context: Context) -> dict[str, list[tuple[Dependency, SourceId]]]:
    """Return the dependencies that come from other registries than crates.io, by the names of their packages."""
    found: dict[str, list[tuple[Dependency, SourceId]]] = {}
    for package in context.packages:
        for dependency in package.notable_dependencies:
            if not dependency.spec.keys() & {"registry", "registry-index"} or dependency.is_local:
                continue
            try:
                source = local_source(dependency, context.config)
            except CargoError:
                continue  # `undefined-registry` and its like
            if not source.same_as(CRATES_IO_SOURCE):
                found.setdefault(dependency.package_name, []).append((dependency, source))
    return found


def from_crates_io(package: Manifest, names: set[str]) -> Iterator[Dependency]:
    """Yield the dependencies of `package` on packages with these names that come from crates.io, as it is written.

    Those are left out of which a misspelt or an ignored key may say something else.
    """
    for dependency in package.named(names):
        if dependency.text("package") is None and _is_from_crates_io(dependency):
            yield dependency
    for dependency in package.notable_dependencies:
        if dependency.text("package") in names and _is_from_crates_io(dependency):
            yield dependency


def _is_from_crates_io(dependency: Dependency) -> bool:
    if dependency.is_local or dependency.text("version") is None or dependency.spec.get("registry-index"):
        return False
    if dependency.text("registry") not in (None, "crates-io"):
        return False
    if not isinstance(dependency.own, dict):
        return True
    from policy.rules.misspelt_dependency_key import misspelt

    return "registry" not in dependency.own and not any(misspelt(dependency.own)) and not any(misspelt(dependency.spec))
