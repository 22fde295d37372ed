"""Where dependencies stand in a manifest (`util/toml/mod.rs` of cargo 1.95)."""

from collections.abc import Iterator
from typing import Any

from policy.cargo.place import KeyPath

DependencyTable = tuple[KeyPath, str, str, dict[str, Any]]
"""A table's key path; the kind of its dependencies, "normal", "dev" or "build"; the platform, or ""; the table."""

_TABLES = (
    ("normal", ("dependencies",)),
    ("dev", ("dev-dependencies", "dev_dependencies")),
    ("build", ("build-dependencies", "build_dependencies")),
)
"""The dependency tables, in cargo's order, in each spelling."""

_TARGET_TABLES = (_TABLES[0], _TABLES[2], _TABLES[1])


def dependency_tables(data: dict[str, Any]) -> list[DependencyTable]:
    """Return the dependency tables of the manifest `data`, in cargo's order."""
    found = [*_tables(data, (), "", _TABLES)]
    target = data.get("target")
    if isinstance(target, dict):
        for platform in sorted(target):
            found += _tables(target[platform], ("target", platform), platform, _TARGET_TABLES)
    return found


def _tables(
    data: Any, key: KeyPath, platform: str, names: tuple[tuple[str, tuple[str, ...]], ...]
) -> Iterator[tuple[KeyPath, str, str, dict[str, Any]]]:
    if not isinstance(data, dict):
        return
    for kind, spellings in names:
        for spelling in spellings:
            table = data.get(spelling)
            if type(table) is dict:
                yield (*key, spelling), kind, platform, table
                break
