"""Which entries of a dependency table are no more than a version from crates.io, with nothing wrong in them."""

from collections.abc import Mapping
from typing import Any

from policy.cargo.semver import requirement_error

_INHERITED = {"workspace": True}
_PLAIN = frozenset({"version", "features", "optional", "default-features"})
_PLAIN_INHERITED = frozenset({"workspace", "features", "optional", "default-features"})
_requirements: set[str] = set()
_names: set[str] = set()
"""Those that were found to be right: a large workspace has the same few hundred tens of thousands of times."""


def remarkable(table: Mapping[str, Any], shared: frozenset[str]) -> list[str]:
    """Return the names of the entries of `table` that rules and cargo may have something to say about.

    shared: the names of the workspace's plain dependencies.
    """
    return [
        name
        for name, own in table.items()
        if not (
            name in _names
            and (
                own in _requirements
                if type(own) is str
                else (name in shared and own == _INHERITED and own["workspace"] is True)
            )
        )
        and not _is_unremarkable(name, own, shared)
    ]


def _is_unremarkable(name: str, entry: Any, shared: frozenset[str]) -> bool:
    """Whether rules and cargo have nothing to say about an entry; `shared` are the workspace's plain dependencies."""
    if type(entry) is str:
        return is_requirement(entry) and _is_name(name)
    if type(entry) is not dict or not _is_name(name):
        return False
    if name in shared and entry.get("workspace") is True:
        if len(entry) == 1:
            return True
        # switching them off may not be possible: it depends on the workspace's entry
        return _has_types(entry, _PLAIN_INHERITED) and entry.get("default-features") is not False
    return is_plain(entry)


def is_requirement(text: str) -> bool:
    """Whether there is nothing to say about a requirement: build metadata in it would be ignored."""
    if text not in _requirements and "+" not in text and requirement_error(text) is None:
        _requirements.add(text)
    return text in _requirements


def _is_name(name: str) -> bool:
    if name in _names:
        return True
    if not name.isascii() or not name.replace("-", "_").isidentifier():
        return False
    _names.add(name)
    return True


def is_optional(entry: Any) -> bool:
    """Whether an entry is a table that says so."""
    return type(entry) is dict and entry.get("optional") is True


def is_plain(entry: dict[str, Any]) -> bool:
    """Whether an entry is a version from crates.io, with nothing in it that cargo has something to say about."""
    version = entry.get("version")
    return type(version) is str and is_requirement(version) and _has_types(entry, _PLAIN)


def _has_types(entry: dict[str, Any], keys: frozenset[str]) -> bool:
    """Whether an entry has no other keys than these, with values of their types."""
    for key, value in entry.items():
        if key not in keys:
            return False
        if key == "features":
            if type(value) is not list:
                return False
            for one in value:
                if type(one) is not str or "/" in one or one[:4] == "dep:":
                    return False
        elif type(value) is not bool and key != "version":
            return False
    return True
