"""Which folders the patterns of a workspace mean, and which it keeps out (`core/workspace.rs` of cargo 1.95)."""

import os
from collections.abc import Iterator
from typing import Any

from policy.cargo.folder_search import Search
from policy.cargo.last import last
from policy.cargo.manifest import Manifest


def member_folders(root: Manifest, key: str) -> Iterator[tuple[int, str, str]]:
    """Yield (number of the entry, folder, glob) for each folder that `members` or `default-members` means.

    key: one of these two. glob is "" where an entry names the folder itself.

    The folder is as it is written, behind the root's: there may be `..` in it.
    Raises TooManyFolders where the patterns would have to be looked for in more folders than a project can have.
    """
    search = Search()
    for number, pattern in enumerate(_strings((root.workspace or {}).get(key))):
        whole = os.path.join(root.folder, pattern)
        found = search.expanded(whole)
        if not found:
            yield number, whole, ""
        used = len(found) > 1 or (found and found[0] != whole.rstrip(os.sep))
        for folder in found:
            if os.path.isdir(folder):
                yield number, folder, pattern if used else ""


def pattern_error(root: Manifest) -> tuple[int, tuple[str, str]] | None:
    """Return (number of the entry, chain of the error) for the first of `members` that is no pattern, or None."""
    for number, entry in enumerate(_strings((root.workspace or {}).get("members"))):
        whole = os.path.join(root.folder, entry)
        start = whole.find("[") if not os.path.exists(whole) else -1
        if start >= 0 and whole.find("]", start + (3 if whole[start + 1 : start + 2] == "!" else 2)) < 0:
            reason = f"Pattern syntax error near position {start}: invalid range pattern"
            return number, (f"could not parse pattern `{whole}`", reason)
    return None


def is_excluded(root: Manifest, path: str) -> bool:
    """Whether `workspace.exclude` of `root` keeps the manifest at `path` out."""
    listed = root.workspace or {}
    return "exclude" in listed and _is_among(root, "exclude", path) and not _is_among(root, "members", path)


def _is_among(root: Manifest, key: str, path: str) -> bool:
    return path.startswith(_folders(root)[key])


@last
def _folders(root: Manifest) -> dict[str, tuple[str, ...]]:
    """Return how the paths begin of what is in the folders that `members` and `exclude` name."""
    return {
        key: tuple(
            os.path.normpath(os.path.join(root.folder, entry)) + os.sep
            for entry in _strings((root.workspace or {}).get(key))
        )
        for key in ("members", "exclude")
    }


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
