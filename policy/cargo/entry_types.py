"""What cargo's deserializer refuses in the entry of a dependency, in whatever table it stands."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from policy.cargo.manifest import Manifest
from policy.cargo.manifest_kinds import DEPENDENCY, ENTRY, INHERITED_DEPENDENCY, MAP
from policy.cargo.names import invalid_name_cause, package_name_error, registry_name_error
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Refusal
from policy.cargo.value_refusal import refused_value, table_refusals, wrong_type


def entries_refusals(manifest: Manifest, at: KeyPath, entries: Any, named: bool = True) -> Iterator[Refusal]:
    """Yield what is wrong in a table of dependencies. named: whether its keys are names of packages."""
    if not isinstance(entries, dict):
        yield wrong_type(manifest, at, entries, MAP.expected)
        return
    for name, entry in entries.items():
        yield from entry_refusals(manifest, (*at, name), name if named else None, entry)


def entry_refusals(manifest: Manifest, key: KeyPath, name: str | None, entry: Any) -> Iterator[Refusal]:
    """Yield what is wrong with a dependency's entry; inside of one, cargo points at the whole. name: None for any."""
    if name is not None and (error := written_name_error(name)):
        place = manifest.place(*key, part="key")
        yield refused_value(manifest, key, error)._replace(place=place)
    if type(entry) is str:
        return
    if isinstance(entry, (date, time)):
        return  # to the deserializer it is a table, without anything in it
    if type(entry) is not dict:
        refusal = wrong_type(manifest, key, entry, ENTRY)
        if entry is True:
            note = "note: if you meant to use a workspace member, you can write\n dep.workspace = true"
            refusal = refusal._replace(chain=(f"{refusal.chain[0]}\n{note}",))
        yield refusal
        return
    if entry.get("workspace") is False and key[0] not in ("patch", "replace", "workspace"):
        yield refused_value(manifest, (*key, "workspace"), "`workspace` cannot be false")._replace(
            pointed_at=manifest.place(*key)
        )
        return
    inherited = entry.get("workspace") is True and key[0] not in ("patch", "replace", "workspace")
    for refusal in table_refusals(manifest, key, entry, INHERITED_DEPENDENCY if inherited else DEPENDENCY):
        yield refusal._replace(pointed_at=manifest.place(*key))
    if inherited:
        return
    registry = entry.get("registry")
    if type(registry) is str and (error := registry_name_error(registry)):
        refusal = refused_value(manifest, (*key, "registry"), error)._replace(pointed_at=manifest.place(*key))
        yield refusal._replace(cause=invalid_name_cause(registry), subject=registry)
    if error := written_name_error(entry.get("package")):
        yield refused_value(manifest, (*key, "package"), error)._replace(pointed_at=manifest.place(*key))


def written_name_error(name: Any) -> str | None:
    """Return cargo's sentence about what stands for a package's name, or None; what is no text has another."""
    if not isinstance(name, str) or (name[:1] != "-" and name.replace("-", "_").isidentifier()):
        return None
    return package_name_error(name)
