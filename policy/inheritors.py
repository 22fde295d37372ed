"""Who inherits what a finding in the workspace's root is about."""

from collections.abc import Iterable

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding, Label

_SHARED = ("dependencies", "package")
_SHOWN = 2


def with_inheritors(context: Context, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, with a label for each that is about something which packages inherit."""
    heirs: dict[tuple[str, object], list[tuple[str, Place]]] = {}
    every = context.workspace.packages if context.workspace else []
    found = []
    for finding in findings:
        key = finding.place.key
        shared = key[0] == "workspace" and key[1] in _SHARED if len(key) > 2 else False
        heirs = _heirs(every) if shared and not heirs else heirs
        named = heirs.get((str(key[1]), key[2]), []) if shared else []
        label = [Label(named[0][1], f"inherited by {_listed([name for name, _ in named])}")] if named else []
        found.append(finding._replace(labels=(*finding.labels, *label)))
    return found


def _heirs(packages: list[Manifest]) -> dict[tuple[str, object], list[tuple[str, Place]]]:
    """Return the packages that inherit each entry, with the place where the first of their tables does so."""
    found: dict[tuple[str, object], list[tuple[str, Place]]] = {}
    for package in packages:
        own: dict[tuple[str, object], Place] = {}
        for key, value in (package.package or {}).items():
            if isinstance(value, dict) and value.get("workspace") is True:
                own[("package", key)] = package.place(package.package_key, key)
        for path, _, _, table in package.tables:
            for name, entry in table.items():
                if isinstance(entry, dict) and entry.get("workspace") is True:
                    own.setdefault(("dependencies", name), package.place(*path, name, part="key"))
        for shared, place in own.items():
            found.setdefault(shared, []).append((package.name, place))
    return found


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > _SHOWN + 1:
        return f"{quoted[0]}, {quoted[1]} and {len(quoted) - _SHOWN} more"
    *others, last = quoted
    return f"{', '.join(others)} and {last}" if others else last
