"""Which packages a workspace takes from a registry of its own, and which of the same name from crates.io."""

from collections.abc import Iterator, Set
from functools import lru_cache

from policy.cargo.dependency import Dependency, Slot
from policy.cargo.dependency_checks import local_source
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId
from policy.context import Context


@lru_cache(1)  # two rules ask for it
def from_registries(context: Context) -> dict[str, list[tuple[Dependency, SourceId]]]:
    """Return the dependencies that come from other registries than crates.io, by the names of their packages."""
    found: dict[str, list[tuple[Dependency, SourceId]]] = {}
    sources: dict[object, SourceId | None] = {}
    for package in context.packages:
        for dependency in package.notable_dependencies:
            spec = dependency.spec
            if ("registry" not in spec and "registry-index" not in spec) or "path" in spec or "git" in spec:
                continue
            key = dependency.text("registry"), dependency.text("registry-index")
            if key not in sources:
                sources[key] = _private_source(context, dependency)
            if source := sources[key]:
                found.setdefault(dependency.package_name, []).append((dependency, source))
    return found


def _private_source(context: Context, dependency: Dependency) -> SourceId | None:
    """Return the registry that a dependency comes from; None for crates.io, and where it cannot be known."""
    try:
        source = local_source(dependency, context.config)
    except CargoError:
        return None  # `undefined-registry` and its like
    return None if source.same_as(CRATES_IO_SOURCE) else source


def from_crates_io(package: Manifest, names: Set[str]) -> Iterator[Dependency]:
    """Yield the dependencies of `package` on packages with these names that come from crates.io, as it is written.

    Those are left out of which a misspelt or an ignored key may say something else.
    """
    shared = ((package.root.workspace or {}) if package.root else {}).get("dependencies")
    shared = shared if isinstance(shared, dict) else {}
    for key, kind, platform, table in package.tables:
        for name in sorted(names & table.keys()):
            own = table[name]
            entry = shared.get(name) if isinstance(own, dict) and own.get("workspace") is True else own
            if _is_plain(entry) and _is_whole(own) and not (isinstance(entry, dict) and "package" in entry):
                yield Dependency(package, name, Slot(kind, platform, (*key, name)), own)
    for dependency in package.notable_dependencies:
        if dependency.spec.get("package") in names and _is_plain(dependency.spec) and _is_whole(dependency.own):
            yield dependency


def _is_plain(entry: object) -> bool:
    """Whether an entry, after inheritance, is a version from crates.io."""
    if not isinstance(entry, dict):
        return isinstance(entry, str)
    elsewhere = "path" in entry or "git" in entry or "registry-index" in entry
    return not elsewhere and "version" in entry and entry.get("registry", CRATES_IO) == CRATES_IO and _is_whole(entry)


def _is_whole(own: object) -> bool:
    """Whether no key is misspelt, and none is ignored beside `workspace = true`, that would say where it comes from."""
    if not isinstance(own, dict) or own.keys() <= _USUAL:
        return True
    from policy.rules.misspelt_dependency_key import misspelt  # only an unusual entry pays for it

    return not any(misspelt(own)) and not ("workspace" in own and "registry" in own)


_USUAL = frozenset({"workspace", "version", "features", "optional", "default-features"})
