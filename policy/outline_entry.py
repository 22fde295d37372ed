"""What the lines of a table of dependencies say, as far as it is common: in a large workspace many say the same."""

import re
from typing import Any, NamedTuple

import tomli

NUMBER = "(?:0|[1-9][0-9]{0,8})"
"""A number of a plain version."""

_KEYS = frozenset({"version", "features", "default-features", "optional", "workspace", "path", "registry"})
_KEY = re.compile(r" *([A-Za-z_][A-Za-z0-9_-]*)(\.workspace)? *")
_REQUIREMENT = re.compile(rf"{NUMBER}(?:\.{NUMBER}){{0,2}}")
_PATH = re.compile(r"(?:\.\./)*(?:[\w-]+/)*[\w-]+/?", re.ASCII)


class UncommonError(Exception):
    """There is something in the manifest that is not common."""


class Entry(NamedTuple):
    """What an entry of a dependency table says.

    kind: what of it a rule may mind: all of it but a plain version and where a path leads.
    path, registry, version: what it says there, "" for nothing.
    optional: whether it says so; inherits: whether it takes the rest from the workspace's root.
    is_plain: whether it is no more than a version from crates.io.
    """

    kind: str
    path: str = ""
    registry: str = ""
    version: str = ""
    optional: bool = False
    inherits: bool = False
    is_plain: bool = False


class Keys(dict[str, tuple[str, bool]]):
    """The name that stands before a `=`, and whether `.workspace` is behind it."""

    def __missing__(self, text: str) -> tuple[str, bool]:
        match = _KEY.fullmatch(text)
        if match is None:
            raise UncommonError
        self[text] = found = (match[1], match[2] is not None)
        return found


class Entries(dict[str, Entry]):
    """What the text behind a `=` says."""

    def __missing__(self, text: str) -> Entry:
        try:
            document = tomli.loads(f"entry ={text}")
        except (ValueError, RecursionError):
            raise UncommonError from None
        entry = entry_of(document["entry"]) if len(document) == 1 else None
        if entry is None:
            raise UncommonError
        self[text] = entry
        return entry


TRUE = Entry("", inherits=True)
"""What stands behind `name.workspace =`."""


def entry_of(own: Any) -> Entry | None:
    """Return what an entry says, or None where it is not a common one."""
    if own is True:
        return TRUE
    if type(own) is str:
        own = {"version": own}
    if type(own) is not dict or not own.keys() <= _KEYS:
        return None
    said = dict(own)
    for key, form in (("version", _REQUIREMENT), ("path", _PATH)):
        if key in own and not isinstance(own[key], str):
            return None
        if key in own and form.fullmatch(own[key]):
            said[key] = ""
    features = own.get("features", [])
    if ("path" in own and (said["path"] or features)) or type(own.get("registry", "")) is not str:
        return None
    if type(features) is not list or any(type(one) is not str or "/" in one or ":" in one for one in features):
        return None
    kind = "".join(f"{key} = {said[key]!r}\n" for key in sorted(said))
    path, registry, version = (own.get(key, "") for key in ("path", "registry", "version"))
    optional, inherits = (own.get(key) is True for key in ("optional", "workspace"))
    is_plain = not (path or registry or optional or inherits)
    return Entry(kind, path, registry, version, optional, inherits, is_plain)
