"""What cargo refuses in `[patch]` and `[replace]` of a manifest (`patch` and `replace` in util/toml/mod.rs)."""

import os
from collections.abc import Iterator
from typing import Any

from policy.cargo.config import Config, config_root
from policy.cargo.config_value import Value
from policy.cargo.dependency import Dependency, Slot
from policy.cargo.dependency_checks import dependency_refusals, local_source
from policy.cargo.index_url import CRATES_IO_INDEX, canonical, parse
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_kinds import ENTRY
from policy.cargo.names import CRATES_IO
from policy.cargo.place import KeyPath, Place
from policy.cargo.refusal import CargoError, Phase, Refusal


def patch_refusals(manifest: Manifest, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses in both tables while it reads the manifest."""
    patch, replace = manifest.data.get("patch"), manifest.data.get("replace")
    if patch is not None and replace is not None:
        sentence = "cannot specify both [replace] and [patch]"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), manifest.place("replace", part="key"))
    for key, entry in sorted(replace.items()) if isinstance(replace, dict) else ():
        yield from _replacement_refusals(manifest, key, entry, config)
    for source, entries in sorted(patch.items()) if isinstance(patch, dict) else ():
        try:
            patched_url(source, config, manifest.place("patch", source, part="key"))
        except CargoError as error:
            if len(error.chain) > 1:
                yield error.refusal(Phase.MANIFEST)
                continue
        for dependency in _dependencies(manifest, ("patch", source), entries):
            yield from dependency_refusals(dependency, config)


def read_patches(manifest: Manifest, config: Config) -> Iterator[Dependency]:
    """Yield the entries of `[patch]` that cargo reads, up to a source that it refuses."""
    patch = manifest.data.get("patch")
    for source, entries in sorted(patch.items()) if isinstance(patch, dict) else ():
        try:
            patched_url(source, config, manifest.place("patch", source))
        except CargoError as error:
            if len(error.chain) > 1:
                return
        yield from _dependencies(manifest, ("patch", source), entries)


def patch_entries(root: Manifest) -> Iterator[tuple[str, Dependency]]:
    """Yield (patched source, entry) for every patch of the workspace's root."""
    patch = root.data.get("patch")
    for source, entries in sorted(patch.items()) if isinstance(patch, dict) else ():
        for dependency in _dependencies(root, ("patch", source), entries):
            yield source, dependency


def same_source_refusals(root: Manifest, config: Config) -> Iterator[Refusal]:
    """Yield the refusal of each patch that comes from the source which it patches; `root` is the workspace's."""
    for source, dependency in patch_entries(root):
        try:
            url = patched_url(source, config, dependency.place())
            own = local_source(dependency, config)
        except CargoError:
            continue
        if not own.is_registry or canonical(url) != canonical(own.url):
            continue
        name = dependency.package_name
        sentence = (
            f"patch for `{name}` points to the same source, but patches must point to different sources\n"
            f"help: check `{name}` patch definition for `{url}` in `{root.path}`"
        )
        place = dependency.place(part="key")
        yield Refusal("invalid-manifest", Phase.RESOLVE, (sentence,), place, subject=dependency.name)


def patched_url_refusals(root: Manifest, config: Config) -> Iterator[Refusal]:
    """Yield the refusals of URLs that nothing can be at, which cargo finds when it is to patch what is there."""
    patch = root.data.get("patch")
    for source in sorted(patch) if isinstance(patch, dict) else ():
        try:
            patched_url(source, config, root.place("patch", source, part="key"))
        except CargoError as error:
            if len(error.chain) == 1:  # what was not told when the manifest was read
                yield error.refusal(Phase.RESOLVE)


def config_patch_errors(config: Config) -> Iterator[CargoError]:
    """Yield what cargo refuses in `[patch]` of the config, when it resolves dependencies."""
    patch = config.root.table.get("patch")
    if patch is None:
        return
    from policy.cargo.config_types import any_of, located, table_of  # only such a config pays for it

    if error := table_of(table_of(located(any_of(ENTRY, str, dict))))(patch, ("patch",)):
        yield error
        return
    for source, entries in sorted(patch.table.items()):
        try:
            patched_url(source, config, entries.place)
        except CargoError as error:
            yield error
            continue
        for name, entry in sorted(entries.table.items()):
            if not {"version", "path", "git"} & entry.table.keys() and not isinstance(entry.data, str):
                sentence = f"dependency ({name}) specified without providing a local path, Git repository, version, or"
                sentence += " workspace dependency to use"
                yield CargoError(sentence, place=entry.place, cause="dependency-without-source", subject=name)
            elif missing := _missing_folder(name, entry, config):
                yield missing


def _missing_folder(name: str, entry: Value, config: Config) -> CargoError | None:
    """Return what cargo says of a patch in the config whose path leads nowhere, or None."""
    path = entry.table.get("path")
    if path is None or not isinstance(path.data, str) or "git" in entry.table or "\0" in path.data:
        return None
    folder = os.path.normpath(os.path.join(config_root(path, config.folder), path.data))
    manifest = os.path.join(folder, "Cargo.toml")
    if os.path.exists(manifest):
        return None
    context = (f"failed to load source for dependency `{name}`", f"unable to update {folder}")
    chain = (*context, f"failed to read `{manifest}`", "No such file or directory (os error 2)")
    return CargoError(*chain, place=path.place, cause="missing-path-dependency", subject=name)


def patched_url(source: str, config: Config, place: Place) -> str:
    """Return the URL of a source that is patched; raises CargoError where it is neither a registry nor a URL."""
    if source == CRATES_IO:
        return CRATES_IO_INDEX
    try:
        return str(config.registry_index(source, place))
    except CargoError as error:
        known = error
    try:
        return str(parse(source))
    except ValueError as error:
        if "cannot-be-a-base" in str(error):  # cargo finds this one later
            raise CargoError(str(error), place=place, cause="invalid-index-url", subject=source) from None
        hint = "\nFor crates.io, use [patch.crates-io] (with a dash)" if source == "crates" else ""
        sentence = f"[patch] entry `{source}` should be a URL or registry name{hint}"
        if config.files.errors:  # where the name may be defined
            unread = config.files.errors[0]
            raise CargoError(sentence, str(error), place=unread.place, subject=unread.chain[-1]) from None
        # what is no name was meant as a URL
        cause = "undefined-registry" if known.cause == "invalid-registry-name" else known.cause
        raise CargoError(sentence, str(error), place=known.place, cause=cause, subject=source) from None


def dependencies_in(manifest: Manifest, source: str, entries: Any) -> Iterator[Dependency]:
    """Yield the `entries` of `[patch.SOURCE]` as dependencies."""
    yield from _dependencies(manifest, ("patch", source), entries)


def _replacement_refusals(manifest: Manifest, key: str, entry: Any, config: Config) -> Iterator[Refusal]:
    from policy.cargo.package_spec import parse_spec  # few have any, and an import takes its time

    place = manifest.place("replace", key, part="key")
    try:
        spec = parse_spec(key)
    except ValueError as error:
        sentence = f"replacements must specify a valid semver version to replace, but `{key}` does not"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence, str(error)), place, subject=key)
        return
    if spec.url is None:
        spec = spec._replace(url=parse(CRATES_IO_INDEX))
    if isinstance(entry, str) or (isinstance(entry, dict) and "version" in entry):
        sentence = f"replacements cannot specify a version requirement, but found one for `{spec}`"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=key)
        return
    refused = False
    for dependency in _dependencies(manifest, ("replace",), {key: entry}):
        dependency.name = spec.name
        for refusal in dependency_refusals(dependency, config):
            refused = True
            yield refusal
    if not refused and not spec.is_exact:
        sentence = f"replacements must specify a version to replace, but `{spec}` does not"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=key)


def _dependencies(manifest: Manifest, table: KeyPath, entries: Any) -> Iterator[Dependency]:
    """Yield the entries of a table as dependencies that inherit nothing: `workspace` is unknown here."""
    for name, entry in sorted(entries.items()) if isinstance(entries, dict) else ():
        own = {key: value for key, value in entry.items() if key != "workspace"} if isinstance(entry, dict) else entry
        yield Dependency(manifest, name, Slot("normal", "", (*table, name)), own)
