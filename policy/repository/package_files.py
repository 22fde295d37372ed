"""Every file that cargo takes into a package (`_list_files` in `sources/path.rs`)."""

import os
from collections.abc import Iterator

from policy.cargo.ignore_pattern import is_matched
from policy.cargo.manifest import Manifest
from policy.cargo.upwards import MANIFEST
from policy.repository.git import kept, top_of, tracked
from policy.repository.packing import patterns

_ALWAYS = ("Cargo.lock", MANIFEST)
_MOST = 10_000
"""How many files of a package are looked at."""


def package_files(package: Manifest) -> list[str]:
    """Return the files, as paths from the package with forward slashes, sorted.

    With `include` cargo goes by its patterns alone; else it asks git, if that holds the manifest, and leaves hidden
    files out where it does not. Without an answer of git's nothing is known, and the list is empty.
    """
    include = patterns(package, "include")
    if include:
        names = [name for name in _walked(package.folder) if name in _ALWAYS or is_matched(name, include)]
        return sorted(names)
    exclude = patterns(package, "exclude")
    known: frozenset[str] | None = frozenset()
    if top_of(package.folder):
        known = tracked(package.folder, MANIFEST)
    if known is None:
        return []
    if known:
        found = kept(package.folder, ".") or ()
        names = [name for name in found if os.path.lexists(os.path.join(package.folder, name))]
        within = _foreign_folders(package.folder, names)
        names = [name for name in names if not any(name.startswith(folder) for folder in within)]
    else:
        exclude, names = [".*", *exclude], [*_walked(package.folder)]
    return sorted(name for name in names if name in _ALWAYS or not is_matched(name, exclude))


def _foreign_folders(folder: str, names: list[str]) -> list[str]:
    """Return the folders, with a slash behind, that are packages of their own."""
    manifests = [name.removesuffix(MANIFEST) for name in names if name.endswith(f"/{MANIFEST}")]
    return [inner for inner in manifests if os.path.isfile(os.path.join(folder, inner, MANIFEST))]


def _walked(folder: str) -> Iterator[str]:
    """Yield the files in `folder`, without those of other packages and of `target`; no link to a folder is followed."""
    seen = 0
    for current, folders, names in os.walk(folder):
        inner = os.path.relpath(current, folder).replace(os.sep, "/")
        before = "" if inner == "." else f"{inner}/"
        folders[:] = [
            name
            for name in folders
            if not (name == "target" and not before) and not os.path.exists(os.path.join(current, name, MANIFEST))
        ]
        for name in names:
            yield before + name
        seen += len(names)
        if seen > _MOST:
            return
