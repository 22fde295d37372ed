"""`[source]` tables and `replace-with` (`sources/config.rs` of cargo 1.95)."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from policy.cargo.config import CRATES_IO_TEST_URL, Config, config_root
from policy.cargo.config_value import Value
from policy.cargo.index_url import CRATES_IO_SPARSE_INDEX, parse
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId, registry_source
from policy.cargo.variable import holds_variable

_LOCATIONS = ("registry", "local-registry", "directory", "git")


class Source(NamedTuple):
    """One source under a name: `[source.NAME]`, or crates.io built in.

    replace_with: the name of the source that stands in for it, with its place; None where nothing does.
    """

    id: SourceId
    place: Place
    replace_with: Value | None = None


class _End(NamedTuple):
    """Where `replace-with` leads.

    name: of the last source, or of the one with which a circle closes.
    via: the `replace-with` that leads there; None where none does.
    """

    name: str
    via: Value | None = None
    is_circle: bool = False


class SourceMap:
    """All sources by name, built in and configured.

    errors: what is wrong with the tables, their types first; cargo stops at one of them when it first needs a source,
    of several mistakes at any.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.by_name: dict[str, Source] = {}
        self.names: dict[tuple[str, str, str], str] = {}
        self._ends: dict[str, _End] = {}
        self.errors: list[CargoError] = []
        self._crates_io = self._built_in()
        for source_id in self._crates_io:
            self._add(CRATES_IO, Source(source_id, Place("")))
        table = config.value("source")
        if table is not None and not isinstance(table.data, dict):
            found = f"expected a table, but found a {table.kind} for `source` in {table.definition}"
            self.errors.append(_invalid(f"invalid configuration for key `source`\n{found}", place=table.place))
        named = sorted(table.table.items()) if table else []
        self._refused = {name for name, value in named if self._is_mistyped(name, value)}
        for name, value in named:
            if name in self._refused:
                continue
            try:
                self._add(name, self._read(name, value))
            except CargoError as error:
                self.errors.append(error)
                self._refused.add(name)

    @property
    def has_directories(self) -> bool:
        """Whether one of them is a folder of vendored packages."""
        return any(source.id.kind == "directory" for source in self.by_name.values())

    @property
    def crates_io(self) -> SourceId:
        """Where crates.io's packages come from before any replacement: the sparse index, unless told otherwise."""
        return self._crates_io[-1]

    def replacement(self, asked: SourceId) -> SourceId:
        """Follow `replace-with` from `asked` to the source that cargo will really use.

        Raises CargoError for an undefined name, for a cycle (cargo 1.95 hangs on one that does not lead back to its
        start: that too is raised), and for a source without checksums in the place of a registry.
        """
        first = self.names.get(asked.identity)
        if first is None:
            return asked
        name, via, is_circle = self._end(first)
        if via is not None and is_circle:
            sentence = f"cargo hangs: `replace-with` leads from `{first}` round and round"
            if name == first:
                cycle = "detected a cycle of `replace-with` sources, the source"
                sentence = f"{cycle} `{name}` is eventually replaced with itself (configuration in `{via.definition}`)"
            raise CargoError(sentence, place=via.place, cause="source-replacement-cycle")
        source = self.by_name.get(name)
        if source is None and name in self._refused:
            return asked  # cargo has stopped at the table
        if source is None:
            return self._registry(name, first, via)
        found = asked if source.id.same_as(asked) else source.id
        if via is not None and found.kind == "git" and asked.is_registry:
            sentence = f"cannot replace `{first}` with `{name}`, the source `{first}` supports checksums, but `{name}`"
            tail = f"a lock file compatible with `{first}` cannot be generated in this situation\n"
            raise _invalid(f"{sentence} does not\n\n{tail}", place=via.place)
        return found

    def _end(self, first: str) -> "_End":
        """Return the end of the chain that begins with `first`; what is found on the way is remembered."""
        chain: dict[str, Value] = {}
        name = first
        while name not in self._ends and name not in chain:
            source = self.by_name.get(name)
            if source is None or source.replace_with is None:
                self._ends[name] = _End(name)
                break
            chain[name] = source.replace_with
            name = str(source.replace_with.data)
        if name not in self._ends:
            circle = [*chain][[*chain].index(name) :]
            for before, one in zip([circle[-1], *circle], circle, strict=False):
                self._ends[one] = _End(one, chain[before], is_circle=True)
        for one, via in reversed(chain.items()):
            if one not in self._ends:
                end = self._ends[str(via.data)]
                self._ends[one] = end if end.via is not None else _End(end.name, via)
        return self._ends[first]

    def _registry(self, name: str, first: str, via: Value | None) -> SourceId:
        """Take the name of a replacement that is no source for a registry's."""
        place = via.place if via else Place("")
        if name == CRATES_IO:
            return CRATES_IO_SOURCE
        try:
            return registry_source(self.config.registry_index(name, place), name, "registries")
        except CargoError:
            where = via.definition if via else ""
            sentence = f"could not find a configured source with the name `{name}` when attempting to lookup `{first}`"
            sentence += f" (configuration in `{where}`)"
            cause = "undefined-source-replacement"
            raise CargoError(sentence, place=place, cause=cause, subject=name) from None

    def _built_in(self) -> list[SourceId]:
        found = [CRATES_IO_SOURCE]
        try:
            protocol = self.config.string("registries", CRATES_IO, "protocol")
            if protocol is not None and protocol.data not in ("sparse", "git"):
                sentence = f"unsupported registry protocol `{protocol.data}` (defined in {protocol.definition})"
                cause = "invalid-registry-protocol"
                raise CargoError(sentence, place=protocol.place, cause=cause, subject=str(protocol.data))
        except CargoError as error:
            self.errors.append(error)
            protocol = None
        if protocol is None or protocol.data == "sparse":
            found.append(SourceId("sparse-registry", CRATES_IO_SPARSE_INDEX, CRATES_IO, "registries"))
        test_url = self.config.environment.get(CRATES_IO_TEST_URL)
        if test_url:
            found.append(registry_source(parse(test_url), CRATES_IO, "registries"))
        return found

    def _add(self, name: str, source: Source) -> None:
        old = self.names.get(source.id.identity)
        if old is not None and name != CRATES_IO:
            # cargo remembers the first name of a source
            known = self.by_name[old].id
            sentence = f"source `{name}` defines source {known}, but that source is already defined by `{old}`"
            note = "note: Sources are not allowed to be defined multiple times."
            raise _invalid(f"{sentence}\n{note}", place=source.place)
        self.names[source.id.identity] = name
        self.by_name[name] = source

    def _is_mistyped(self, name: str, value: Value) -> bool:
        """Whether a table is none or has values that are no strings, which cargo finds in all of them first."""
        if not isinstance(value.data, dict):
            found = f"expected a table, but found a {value.kind} for `source.{name}` in {value.definition}"
            self.errors.append(_invalid(f"invalid configuration for key `source.{name}`\n{found}", place=value.place))
            return True
        for key in (*_LOCATIONS, "replace-with", "branch", "tag", "rev"):
            item = value.data.get(key)
            if item is not None and not isinstance(item.data, str):
                what = f"`source.{name}.{key}` expected a string, but found a {item.kind}"
                context = f"error in {item.definition}: could not load config key `source.{name}.{key}`"
                self.errors.append(_invalid(context, f"error in {item.definition}: {what}", place=item.place))
                return True
        return False

    def _read(self, name: str, value: Value) -> Source:
        table = value.table
        ids = [self._location(name, key, table) for key in _LOCATIONS if key in table]
        if "git" not in table:
            for key in ("branch", "tag", "rev"):
                if key in table:
                    what = f"source definition `source.{name}` specifies `{key}`, but that requires a `git` key"
                    where = table[key].definition
                    raise _invalid(f"{what} to be specified (in {where})", place=table[key].place)
        if name == CRATES_IO and not ids:
            ids = [self.crates_io]
        if not ids:
            what = f"no source location specified for `source.{name}`, need"
            raise _invalid(f"{what} `registry`, `local-registry`, `directory`, or `git` defined", place=value.place)
        if len(ids) > 1:
            raise _invalid(f"more than one source location specified for `source.{name}`", place=value.place)
        return Source(ids[0], value.place, table.get("replace-with"))

    def _location(self, name: str, key: str, table: Mapping[str, Value]) -> SourceId:
        value = table[key]
        text = str(value.data)
        if key in ("local-registry", "directory"):
            return SourceId(key, os.path.normpath(os.path.join(config_root(value, self.config.folder), text)))
        try:
            url = parse(text)
        except ValueError as error:
            context = f"configuration key `source.{name}.{key}` specified an invalid URL (in {value.definition})"
            late = "cannot-be-a-base" in str(error)  # cargo finds this one later, and says it without the context
            cause = "unexpanded-variable" if holds_variable(text) else "invalid-source"
            chain = (str(error),) if late else (context, str(error))
            raise CargoError(*chain, place=value.place, cause=cause) from None
        if key != "git":
            return registry_source(url, name, "source")
        found = next((f"?{one}={table[one].data}" for one in ("branch", "tag", "rev") if one in table), "")
        return SourceId("git", str(url), name, "source", found)


def _invalid(*chain: str, place: Place) -> CargoError:
    return CargoError(*chain, place=place, cause="invalid-source")
