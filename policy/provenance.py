"""From which registries a workspace takes packages of which names."""

from collections.abc import Iterator
from functools import lru_cache

from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.manifest import Manifest
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import SourceId
from policy.context import Context

FROM_CRATES_IO = ""
"""How `Manifest.origins` names crates.io."""


@lru_cache(1)  # two rules ask for it
def origins(context: Context) -> dict[str, set[str]]:
    """Return for each package's name the registries that it comes from, as `Manifest.origins` names them."""
    found: dict[str, set[str]] = {}
    for package in packages(context):
        pairs = iter(package.origins)
        for name, registry in zip(pairs, pairs, strict=True):
            if name in found:
                found[name].add(registry)
            else:
                found[name] = {registry}
    return found


def packages(context: Context) -> list[Manifest]:
    """Return all packages of the workspace."""
    return context.workspace.packages if context.workspace else []


def taken(package: Manifest, names: set[str]) -> Iterator[Dependency]:
    """Yield the dependencies of `package` on packages of these names from registries.

    Those are left out of which a misspelt or an ignored key may say something else.
    """
    if names.isdisjoint(package.origins[::2]):
        return
    for dependency in package.dependencies:
        own, spec = dependency.own, dependency.spec
        if dependency.package_name not in names or dependency.is_local or "version" not in spec:
            continue
        if _is_whole(spec) and _is_whole(own) and not (dependency.inherited and "registry" in own):
            yield dependency


def source_of(context: Context, dependency: Dependency) -> SourceId | None:
    """Return where a dependency comes from; None where cargo would not find out either."""
    try:
        return local_source(dependency, context.config)
    except CargoError:
        return None  # `undefined-registry` and its like


def _is_whole(entry: object) -> bool:
    """Whether no key of an entry is misspelt."""
    if not isinstance(entry, dict):
        return True
    from policy.rules.misspelt_dependency_key import misspelt

    return not any(misspelt(entry))
