"""The tokens and keys that stand in a config file of cargo's."""

from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.place import KeyPath, Place
from policy.cargo.toml_file import TomlFile


class ConfigSecret(NamedTuple):
    """One secret. kind: the name of its key. place: of the key. value: the secret itself, not to be shown."""

    kind: str
    place: Place
    value: str


def secrets_in(file: TomlFile) -> Iterator[ConfigSecret]:
    """Yield every `token` and `secret-key` of a registry in `file`."""
    for key, table in _registries(file):
        for kind in ("token", "secret-key"):
            value = table.get(kind)
            if isinstance(value, str):
                yield ConfigSecret(kind, Place(file.path, (*key, kind), "key"), value)


def _registries(file: TomlFile) -> Iterator[tuple[KeyPath, dict[str, object]]]:
    registry, registries = file.data.get("registry"), file.data.get("registries")
    if isinstance(registry, dict):
        yield ("registry",), registry
    # a secret in `[registry.NAME]`, which cargo does not read, is there for others to read
    for key, tables in (("registry", registry), ("registries", registries)):
        for name, table in tables.items() if isinstance(tables, dict) else ():
            if isinstance(table, dict):
                yield (key, name), table
