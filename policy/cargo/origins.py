"""From which registries packages of which names are taken, for many manifests together."""

from collections.abc import Iterable
from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.place import KeyPath


class Origins:
    """What dependencies from registries say, over any number of manifests; paths and git repositories are left out.

    crates_io: the names of the packages that come from crates.io.
    others: for each name that comes from another registry, these registries as the entries name them, by name or URL.
    """

    def __init__(self, crates_io: Iterable[str] = (), others: dict[str, set[str]] | None = None) -> None:
        self.crates_io = set(crates_io)
        self.others = {name: set(registries) for name, registries in (others or {}).items()}

    @property
    def disputed(self) -> set[str]:
        """The names that come from several registries."""
        return {name for name, registries in self.others.items() if len(registries) > 1 or name in self.crates_io}

    def names(self) -> set[str]:
        """Return every name."""
        return self.crates_io | self.others.keys()

    def add(self, manifest: Manifest) -> None:
        """Add what `manifest` takes."""
        shared = ((manifest.root.workspace if manifest.root else None) or {}).get("dependencies")
        entries = shared if type(shared) is dict else {}
        remarkable: dict[KeyPath, list[str]] = {}
        for dependency in manifest.notable_dependencies:
            remarkable.setdefault(dependency.slot.key[:-1], []).append(dependency.name)
        for key, _, _, table in manifest.tables:
            notable = remarkable.get(key, ())
            self.crates_io.update(table.keys() - notable if notable else table)
            for name in notable:
                own = table[name]
                inherited = type(own) is dict and own.get("workspace") is True
                self._add_entry(name, entries.get(name) if inherited else own)

    def include(self, other: "Origins") -> None:
        """Add what `other` holds."""
        self.crates_io |= other.crates_io
        for name, registries in other.others.items():
            self.others.setdefault(name, set()).update(registries)

    def _add_entry(self, name: str, entry: Any) -> None:
        if type(entry) is str:
            self.crates_io.add(name)
        if type(entry) is not dict or "path" in entry or "git" in entry:
            return
        package, registry = entry.get("package", name), entry.get("registry", entry.get("registry-index"))
        if type(package) is not str:
            return
        if registry in (None, CRATES_IO):
            self.crates_io.add(package)
        else:
            self.others.setdefault(package, set()).add(str(registry))
