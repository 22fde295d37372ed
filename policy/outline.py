"""What of a manifest's text a rule may mind, without what none minds.

The packages of a large workspace often differ in no more than their names, versions and descriptions, in which packages
they take from crates.io, and in which neighbours they depend on. Where one such package has been looked at, the others
need not be. Only what is common in such manifests is understood here; of any other there is no outline.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from policy.cargo.target_checks import BUILD_FOLDERS
from policy.outline_entry import NUMBER, TRUE, Entries, Entry, Keys, UncommonError, entry_of

MOST = 8192
"""So many values are remembered, and then forgotten together: there may be any number of them."""

OWN_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")
"""The tables without a target, in cargo's order."""

_HEADER = re.compile(
    r"""(?:(?P<table>(?:target\.(?:'[^'\x00-\x1f]*'|"[^"\\\x00-\x1f]*"|[\w-]+)\.)?(?:dev-|build-)?dependencies)
    (?:\.(?P<entry>[\w-]+))?|(?P<other>package|features|lib|lints(?:\.\w+)?|package\.metadata(?:\.[\w.-]+)?))\]""",
    re.ASCII | re.VERBOSE,
)
_ABSTRACTED = {
    "name": re.compile(r' *"([a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)"'),
    "version": re.compile(rf' *"({NUMBER}\.{NUMBER}\.{NUMBER})"'),
    "description": re.compile(r' *"([^"\\\x00-\x1f\x7f]{1,500})"'),
}
"""The values of `[package]` of which only the form matters, and the forms."""

# fmt: off
_PACKAGE = frozenset({
    "version", "edition", "rust-version", "authors", "license", "license-file", "repository", "homepage",
    "documentation", "readme", "keywords", "categories", "description", "publish",
})
# fmt: on
_FILES = ("readme", "license-file")
_SECTION = frozenset({"version", "features", "default-features"})
_STRINGS = re.compile(r'\s*\[\s*(?:"[\w:-]+"(?:\s*,\s*"[\w:-]+")*\s*,?\s*)?\]\s*', re.ASCII)
_STRING = re.compile(r'"([\w:-]+)"', re.ASCII)


class Neighbour(NamedTuple):
    """A path dependency.

    table: which one of OWN_TABLES it stands in.
    entry: what it says, or what the root says where it is inherited.
    """

    table: int
    name: str
    entry: Entry
    inherited: bool


class Outline(NamedTuple):
    """The outline of a manifest.

    frame: the lines that a rule may mind in any way.
    kinds: of which kinds the dependencies in each table are.
    name, version: of the package; the version is "" where it is in the frame.
    crates_io: the names of the packages that it takes from crates.io.
    registered: the name and the registry of those that it takes from elsewhere.
    neighbours: its path dependencies.
    """

    frame: str
    kinds: dict[str, set[object]]
    name: str
    version: str
    crates_io: set[str]
    registered: list[tuple[str, str]]
    neighbours: list[Neighbour]


class Outlines:
    """Makes outlines of the members of a workspace, in whose root the table of dependencies is `shared`."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self._entries = Entries()
        self._keys = Keys()
        self._shared = {name: entry for name, own in shared.items() if (entry := entry_of(own)) and not entry.inherits}

    def of(self, text: str) -> Outline | None:
        """Return the outline of the manifest with this text, or None where it has something that is not common."""
        if "'''" in text or '"""' in text or "cio" in text:  # tokens of crates.io begin with `cio`
            return None
        for remembered in (self._entries, self._keys):
            if len(remembered) > MOST:
                remembered.clear()
        try:
            return _Reading(self._entries, self._keys, self._shared).outline(text)
        except UncommonError:
            return None


class _Reading:
    """The reading of one text, section by section."""

    def __init__(self, entries: Entries, keys: Keys, shared: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._keys = keys
        self._shared = shared
        self._frame: list[str] = []
        self._kinds: dict[str, set[object]] = {}
        self._package: dict[str, str] = {}
        self._features: dict[str, list[str]] = {}
        self._optional: list[str] = []
        self._crates_io: set[str] = set()
        self._sections: list[str] = []
        self._registered: list[tuple[str, str]] = []
        self._neighbours: list[Neighbour] = []

    def outline(self, text: str) -> Outline:
        """Return the outline; raises UncommonError where there is something that is not common."""
        before, *sections = f"\n{text}".split("\n[")
        if _meaningful(before.split("\n")):
            raise UncommonError
        for section in sections:
            header, *every = section.split("\n")
            table, entry = _opened(header)
            self._frame.append(header)
            lines = _meaningful(every)
            if entry:
                self._take_section(entry, lines)
            elif table == "package":
                self._take_package(lines)
            elif table == "features":
                self._take_features(lines)
            elif table[-12:] == "dependencies":
                self._take_entries(table, lines)
            elif table == "lib" and any(line.lstrip()[:4] in ("name", "path") for line in lines):
                raise UncommonError
            else:
                self._frame += lines
        self._check_names()
        frame, own = "\n".join(self._frame), self._package
        crates_io = self._crates_io.union(self._sections)
        version = own.get("version", "")
        return Outline(frame, self._kinds, own["name"], version, crates_io, self._registered, self._neighbours)

    def _take_package(self, lines: list[str]) -> None:
        following = iter(lines)
        for line in following:
            name, _, value = line.partition("=")
            key, inherits = self._keys[name]
            if key in _ABSTRACTED and not inherits:
                match = _ABSTRACTED[key].fullmatch(value)
                if not match:
                    raise UncommonError
                self._package[key] = match[1]
                self._frame.append(key)
            elif key not in _PACKAGE or (key in _FILES and "/" in value):
                raise UncommonError
            else:
                self._frame.append(line if value[-1:] != "[" else _joined(line, following))

    def _take_features(self, lines: list[str]) -> None:
        following = iter(lines)
        for line in following:
            name, _, value = line.partition("=")
            key, inherits = self._keys[name]
            if value[-1:] == "[":
                value = _joined(value, following)
            if inherits or key in self._features or not _STRINGS.fullmatch(value):
                raise UncommonError
            self._features[key] = _STRING.findall(value)

    def _take_section(self, entry: str, lines: list[str]) -> None:
        """Take a section of its own for one dependency."""
        following = iter(lines)
        for line in following:
            name, _, value = line.partition("=")
            if self._keys[name][0] not in _SECTION:
                raise UncommonError
            self._frame.append(line if value[-1:] != "[" else _joined(line, following))
        self._sections.append(entry)

    def _take_entries(self, table: str, lines: list[str]) -> None:
        names: list[str] = []
        plain: list[str] = []
        kinds = self._kinds[table] = set()
        entries, keys = self._entries, self._keys
        following = iter(lines)
        for line in following:
            key, _, value = line.partition("=")
            if value not in entries and value[-1:] in ("[", "{"):
                value = _joined(value, following)
            name, is_dotted = keys[key]
            entry = entries[value]
            names.append(name)
            if entry.is_plain and not is_dotted:
                kinds.add(entry.kind)
                plain.append(name)
            else:
                kinds.add(self._take_entry(table, name, entry, is_dotted))
        if len({*names}) < len(names):
            raise UncommonError
        self._crates_io.update(plain)

    def _take_entry(self, table: str, name: str, entry: Entry, is_dotted: bool) -> object:
        """Take an entry that is more than a version from crates.io; return its kind."""
        kind: object = entry.kind
        said = entry
        if is_dotted != (entry is TRUE):
            raise UncommonError
        if entry.optional:
            self._optional.append(name)
        if entry.inherits:
            if name not in self._shared:
                raise UncommonError
            said = self._shared[name]
            if said.path and "features" in entry.kind:
                raise UncommonError
            kind = entry.kind, said.kind
        if said.path:
            if table not in OWN_TABLES:
                raise UncommonError
            self._neighbours.append(Neighbour(OWN_TABLES.index(table), name, said, entry.inherits))
        elif said.registry:
            self._registered.append((name, said.registry))
        else:
            self._crates_io.add(name)
        return kind

    def _check_names(self) -> None:
        """Stop where names may get into each other's way."""
        names = [*self._crates_io, *self._sections]
        names += [name for name, _ in self._registered]
        names += [one.name for one in self._neighbours]
        different = {*names}
        if "_" in "".join(names):
            different = {name.replace("_", "-") for name in names}
        own = self._package.get("name", "")
        named = {*self._features, *[f"dep:{name}" for name in self._optional]}
        if (
            not own
            or own in BUILD_FOLDERS
            or own.replace("_", "-") in different
            or len(different) < len(names)
            or not self._features.keys().isdisjoint(names)
            or not all(named.issuperset(listed) for listed in self._features.values())
            or any(name in listed for name, listed in self._features.items())
        ):
            raise UncommonError


def _meaningful(lines: list[str]) -> list[str]:
    """Return the lines that are neither empty nor a comment."""
    return [line for line in lines if line and line[0] != "#"]


def _joined(text: str, following: Iterator[str]) -> str:
    """Return a text with the lines behind it, up to one that closes an array or a table."""
    if "#" in text:
        raise UncommonError  # the bracket may be part of a comment
    for line in following:
        text += "\n" + line
        if line.lstrip()[:1] in ("]", "}"):
            return text
    raise UncommonError


@lru_cache(1024)
def _opened(header: str) -> tuple[str, str]:
    """Return the table that a header without its first bracket opens, and the entry for that of one dependency."""
    match = _HEADER.fullmatch(header)
    if match is None:
        raise UncommonError
    return (match["table"] or match["other"]).replace("'", '"'), match["entry"] or ""
