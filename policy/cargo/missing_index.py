"""Why a registry has no index: which mistake is behind cargo's `registry index was not found in any configuration`."""

from collections.abc import Mapping

from policy.cargo.config_value import Value
from policy.cargo.last import last
from policy.cargo.names import CRATES_IO, environment_key, misspells_crates_io
from policy.cargo.place import Place

_NOWHERE = Place("")
REGISTRY_KEYS = frozenset(
    {
        "credential-provider",
        "default",
        "global-credential-providers",
        "index",
        "secret-key",
        "secret-key-subject",
        "token",
    }
)
"""What cargo 1.95 knows in `[registry]`."""

CAUSES = (
    "undefined-registry",
    "misspelt-crates-io",
    "misspelt-registries-table",
    "registry-without-index",
    "registry-name-mismatch",
)
"""Every mistake that `missing_index` tells."""


def missing_index(name: str, tables: Mapping[str, Value]) -> tuple[str, Place]:
    """Return the mistake behind a registry `name` without an index, and its place where it stands in the config.

    tables: the tables of the config, by name.
    """
    if name == CRATES_IO:
        return "undefined-registry", _NOWHERE
    if misspells_crates_io(name):
        return "misspelt-crates-io", _NOWHERE
    singular = tables["registry"].table if "registry" in tables else {}
    if name in singular and name not in REGISTRY_KEYS:
        return "misspelt-registries-table", singular[name].place._replace(part="key")
    known = tables["registries"].table if "registries" in tables else {}
    if name in known:
        return "registry-without-index", known[name].place._replace(part="key")
    if alike(name, known):
        return "registry-name-mismatch", _NOWHERE
    return "undefined-registry", _NOWHERE


def alike(name: str, known: Mapping[str, Value]) -> str | None:
    """Return the registry with an index that differs from `name` in case, `-` and `_` only, or None."""
    return _by_variable(known).get(environment_key(name))


@last
def _by_variable(known: Mapping[str, Value]) -> dict[str, str]:
    with_index = [name for name, value in known.items() if "index" in value.table]
    return {environment_key(name): name for name in reversed(with_index)}
