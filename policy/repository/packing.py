"""Which files cargo takes into a package (`_list_files` in `sources/path.rs`)."""

import os
from collections.abc import Iterator, Sequence
from itertools import islice

from policy.cargo.ignore_pattern import is_matched
from policy.cargo.manifest import Manifest
from policy.repository.git import kept, tracked
from policy.repository.repository import Repository

_MOST = 1000
"""How many files of a folder are looked at."""


def packed_from(repository: Repository, packages: Sequence[Manifest], folder: str) -> dict[str, list[str]]:
    """Return which files of the hidden folder `folder` beside its manifest each package would contain.

    The keys are the paths of the manifests; the files are paths from the package, with forward slashes. With `include`
    cargo goes by its patterns alone; else it asks git, if that holds the manifest, and leaves hidden files out where it
    does not. Without an answer of git's nothing is known, and nothing said.
    """
    packed: dict[str, list[str]] = {}
    asking = []
    for package in packages:
        include = patterns(package, "include")
        if include:
            names = islice(_files(package.folder, folder), _MOST)
            packed[package.path] = [name for name in names if is_matched(name, include)]
        elif repository.has_git and package.folder.startswith(repository.top):
            asking.append(package)
    if asking:
        packed.update(_kept_by_git(repository.top, asking, folder))
    return packed


def _kept_by_git(top: str, packages: list[Manifest], folder: str) -> dict[str, list[str]]:
    manifests = tracked(top, *(_from(top, package.path) for package in packages))
    if not manifests:
        return {}
    files = kept(top, *(_from(top, os.path.join(package.folder, folder)) for package in packages)) or ()
    beside: dict[str, list[str]] = {}
    for file in sorted(files):
        before, _, inside = file.partition(f"{folder}/")
        beside.setdefault(before, []).append(f"{folder}/{inside}")
    by_package: dict[str, list[str]] = {}
    for package in packages:
        manifest = _from(top, package.path)
        if manifest in manifests:
            exclude = patterns(package, "exclude")
            names = beside.get(manifest.removesuffix("Cargo.toml"), ())
            there = (name for name in names if os.path.lexists(os.path.join(package.folder, name)))
            by_package[package.path] = [name for name in there if not is_matched(name, exclude)]
    return by_package


def patterns(package: Manifest, key: str) -> list[str]:
    """Return the patterns of `include` or `exclude`, whichever `key` is; none where there are none."""
    field = package.known_field(key)
    value = field.value if field else ()
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _files(folder: str, inner: str) -> Iterator[str]:
    for current, _, names in os.walk(os.path.join(folder, inner)):
        for name in sorted(names):
            yield _from(folder, os.path.join(current, name))


def _from(folder: str, path: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
