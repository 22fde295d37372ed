"""What cargo refuses in patches that lie in a folder (`PackageRegistry::patch` in core/registry.rs)."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.config import Config, config_root
from policy.cargo.config_value import Value
from policy.cargo.patches import patch_entries, patched_url
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.requirement import meets, shown
from policy.cargo.semver import requirement_error, version_error
from policy.cargo.toml_file import read_toml
from policy.cargo.upwards import MANIFEST
from policy.cargo.workspace import Workspace


def patch_folder_refusals(workspace: Workspace, config: Config) -> Iterator[Refusal]:
    """Yield what is refused in the folders that `[patch]` of the workspace's root names."""
    root = workspace.root or workspace.current
    patched = config.root.table.get("patch")
    # those of the config win, and are looked at where they are read
    packages: set[tuple[str, str, str]] = set()
    elsewhere = {name for entries in patched.table.values() for name in entries.table} if patched else set()
    for source, dependency in patch_entries(root):
        try:
            url = patched_url(source, config, dependency.place())
        except CargoError:
            continue
        if dependency.folder is None or "git" in dependency.spec or dependency.name in elsewhere:
            continue
        patch = _Patch(dependency.package_name, dependency.folder, dependency.text("version"), dependency.name)
        yield from _refusals(workspace, patch, f"`{url}` in `{root.path}`", dependency.place("path"))
        target = workspace.sibling(dependency.folder)
        if target is None or target.name != dependency.package_name:
            continue
        package = (source, target.name, target.version or "0.0.0")
        if package in packages:
            sentence = f"several `[patch]` entries resolving to same version `{package[1]} v{package[2]}`\n"
            sentence += f"help: check `{package[1]}` patch definitions for `{url}` in `{root.path}`"
            place = dependency.place("path")
            yield Refusal("invalid-manifest", Phase.RESOLVE, (sentence,), place, (1,), dependency.name)
        packages.add(package)
    for source, entries in sorted(patched.table.items()) if patched else ():
        try:
            url = patched_url(source, config, entries.place)
        except CargoError:
            continue
        for name, entry in sorted(entries.table.items()):
            if (found := _configured(name, entry, config)) and workspace.sibling(found.folder) is not None:
                for refusal in _refusals(workspace, found, f"`{url}` in `{entry.definition}`", entry.place):
                    yield refusal._replace(cause="invalid-config")


class _Patch(NamedTuple):
    """A patch in a folder: the package's name, the folder, the version that is asked for, and the name of the entry."""

    package: str
    folder: str
    requirement: str | None
    entry: str


def _configured(name: str, entry: Value, config: Config) -> _Patch | None:
    """Return the patch that an entry of the config is; None where it is none in a folder."""
    path = entry.table.get("path")
    if path is None or not isinstance(path.data, str) or "git" in entry.table or "\0" in path.data:
        return None
    folder = os.path.normpath(os.path.join(config_root(path, config.folder), path.data))
    package, version = entry.table.get("package"), entry.table.get("version")
    return _Patch(str(package.data) if package else name, folder, str(version.data) if version else None, name)


def _refusals(workspace: Workspace, patch: _Patch, where: str, place: Place) -> Iterator[Refusal]:
    name, folder, requirement, entry = patch
    target, path = workspace.sibling(folder), os.path.join(folder, MANIFEST)
    if target is None:
        problem = read_toml(path).problem
        if problem is not None and not problem.line:
            context = (f"failed to load source for dependency `{name}`", f"unable to update {folder}")
            chain = (*context, f"failed to read `{path}`", problem.message)
            yield Refusal("missing-path-dependency", Phase.RESOLVE, chain, place, (), entry)
        return
    if not target.name or version_error(version := target.version or "0.0.0"):
        return
    checked = f"help: check `{name}` patch definition for {where}"
    sentence = ""
    if target.name != name:
        sentence = f"patch location `{folder}` does not contain packages matching `{name}`\n{checked}"
    elif requirement is not None and not requirement_error(requirement) and not meets(version, requirement):
        sentence = f"patch `{name}` version mismatch\nnote: patch location contains version `{version}`, but patch"
        sentence += f" definition requires `{shown(requirement)}`\nhelp: check patch location `{folder}`\n{checked}"
    if sentence:
        yield Refusal("invalid-manifest", Phase.RESOLVE, (sentence,), place, (), entry)
