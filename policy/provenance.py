"""From which registries a workspace takes packages of which names."""

from collections.abc import Iterator
from functools import lru_cache

from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import local_source
from policy.cargo.manifest import Manifest
from policy.cargo.origins import Origins
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import SourceId
from policy.context import Context


@lru_cache(1)  # two rules ask for it
def origins(context: Context) -> Origins:
    """Return where the packages of the workspace take theirs from."""
    found = Origins()
    if context.workspace is not None:
        found.include(context.workspace.origins)
        for package in context.workspace.suspects:
            found.add(package)
    return found


def packages(context: Context) -> list[Manifest]:
    """Return all packages of the workspace."""
    return context.workspace.packages if context.workspace else []


def taken(package: Manifest, names: set[str]) -> Iterator[Dependency]:
    """Yield the dependencies of `package` on packages of these names from registries.

    Those are left out of which a misspelt or an ignored key may say something else.
    """
    own_origins = Origins()
    own_origins.add(package)
    if names.isdisjoint(own_origins.names()):
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
