"""cargo's config as seen from a folder: files, environment and `--config`, and what it says about registries."""

import os
from collections.abc import Mapping, Sequence

from policy.cargo.config_files import ConfigFiles
from policy.cargo.config_value import ENVIRONMENT, Value, dotted
from policy.cargo.index_url import IndexUrl, canonical, parse
from policy.cargo.names import environment_key, invalid_name_cause, registry_name_error
from policy.cargo.once import once
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import SourceId, registry_source
from policy.cargo.variable import holds_variable

CRATES_IO_TEST_URL = "__CARGO_TEST_CRATES_IO_URL_DO_NOT_USE_THIS"
"""The variable by which a released cargo takes a registry of a test for crates.io."""


class Config:
    """What cargo, started in `folder`, would find under a config key.

    folder: absolute; cargo's config hangs on the current folder, not on the manifest's.
    cargo_home: absolute, or "" to leave CARGO_HOME out.
    environment: cargo's environment.
    arguments: the values of `--config`.
    top: the folder above which no config is looked for; "" for none.
    started_in: the folder to which paths of `--config` belong, where that is not `folder`.
    files: the files that were loaded, and what went wrong with them.
    root: the merged table of files and `--config`, without the environment.
    """

    def __init__(
        self,
        folder: str,
        cargo_home: str,
        environment: Mapping[str, str],
        arguments: Sequence[str] = (),
        top: str = "",
        started_in: str = "",
    ) -> None:
        self.folder = folder
        self.cargo_home = cargo_home
        self.environment = environment
        self.files = ConfigFiles(folder, cargo_home, top)
        self.argument_error: CargoError | None = None
        try:
            self.files.merge_arguments(list(arguments), started_in or folder)
        except CargoError as error:
            self.argument_error = CargoError(*error.chain, place=error.place, cause="invalid-argument")
        self.root = self.files.root
        self._indexes: dict[str, IndexUrl | CargoError] = {}
        self._sources: dict[str, SourceId] = {}

    def aside(self) -> "Config":
        """Return the same config, of which further files can be loaded without this one listing them."""
        config = self.with_root(self.root)
        config.files = object.__new__(ConfigFiles)
        config.files.__dict__.update(self.files.__dict__, files=dict(self.files.files))
        return config

    def with_root(self, root: Value) -> "Config":
        """Return the same config with another merged table."""
        config = object.__new__(Config)
        config.__dict__.update(self.__dict__, root=root)
        return config

    @property
    def is_empty(self) -> bool:
        """Whether there is no file, no `--config`, and no variable about registries and sources."""
        if self.files.files or self.root.table:
            return False
        return not any(name.startswith(("CARGO_REGISTR", "CARGO_SOURCE")) for name in self.environment)

    def value(self, *key: str) -> Value | None:
        """Return the value under `key`, or None; a variable of the environment wins over a file.

        Raises CargoError where a part of the key is no table.
        """
        found, variable = self.written(*key), self.variable(*key)
        if variable is None or (found is not None and found.origin > ENVIRONMENT):
            return found
        return variable

    def written(self, *key: str) -> Value | None:
        """Return the value under `key` in files and `--config`, or None, whatever the environment says.

        Raises CargoError where a part of the key is no table.
        """
        found: Value | None = self.root
        for depth, part in enumerate(key):
            if found is None:
                break
            if not isinstance(found.data, dict):
                what = f"expected table for configuration key `{dotted(key[:depth])}`, but found {found.kind}"
                raise CargoError(f"{what} in {found.definition}", place=found.place)
            found = found.data.get(part)
        return found

    def variable(self, *key: str) -> Value | None:
        """Return the variable of the environment that stands for `key`, or None where it is not set."""
        name = "CARGO_" + "_".join(environment_key(part) for part in key)
        text = self.environment.get(name)
        return None if text is None else Value(text, ENVIRONMENT, Place(name))

    def string(self, *key: str) -> Value | None:
        """Return the string under `key`, or None; raises CargoError where something else stands there."""
        value = self.value(*key)
        if value is not None and not isinstance(value.data, str):
            context = f"error in {value.definition}: could not load config key `{dotted(key)}`"
            what = f"error in {value.definition}: `{dotted(key)}` expected a string, but found a {value.kind}"
            raise CargoError(context, what, place=value.place)
        return value

    def registry_index(self, name: str, asked: Place) -> IndexUrl:
        """Return the index URL of the registry `name` (`get_registry_index` in context/mod.rs).

        asked: the place that names the registry, to be shown when it is not defined.
        Raises CargoError as cargo does: invalid name, not defined, not a URL, a password in it.
        """
        if name not in self._indexes:
            try:
                self._indexes[name] = self._registry_index(name)
            except CargoError as error:
                self._indexes[name] = error
        found = self._indexes[name]
        if isinstance(found, CargoError):
            raise found if found.place.path or found.place.key else found.at(asked)
        return found

    def registry_source(self, name: str, asked: Place) -> SourceId:
        """Return the source that the registry `name` is; raises CargoError as `registry_index` does."""
        found = self._sources.get(name)
        if found is None:
            found = self._sources[name] = registry_source(self.registry_index(name, asked), name, "registries")
        return found

    def defines(self, name: str) -> bool:
        """Whether `registry_index` has an answer for the registry `name`."""
        if name not in self._indexes:
            try:
                self.registry_index(name, Place(""))
            except CargoError:
                return False
        return not isinstance(self._indexes[name], CargoError)

    def default_registry(self) -> Value | None:
        """Return `registry.default`, or None; raises CargoError where it is no string."""
        return self.string("registry", "default")

    def registry_names(self) -> list[str]:
        """Return the names under `[registries]`, and in lower case those that only the environment defines."""
        table = self.root.table.get("registries")
        names = [] if table is None else list(table.table)
        known = {environment_key(name) for name in names}
        for variable in self.environment:
            middle = variable.removeprefix("CARGO_REGISTRIES_").removesuffix("_INDEX")
            if variable == f"CARGO_REGISTRIES_{middle}_INDEX" and middle not in known:
                names.append(middle.lower())
        return names

    @once
    def names_by_index(self) -> dict[str, list[str]]:
        """The names of the registries that have an index, sorted, by its canonical URL; those of the environment alone
        where it has any.
        """
        names: dict[str, list[str]] = {}
        for name in self.registry_names():
            if self.defines(name):
                names.setdefault(canonical(str(self.registry_index(name, Place("")))), []).append(name)
        for index, same in names.items():
            outside = [one for one in same if f"CARGO_REGISTRIES_{environment_key(one)}_INDEX" in self.environment]
            names[index] = sorted(outside or same)
        return names

    def _registry_index(self, name: str) -> IndexUrl:
        nowhere = Place("")
        if invalid := registry_name_error(name):
            raise CargoError(invalid, place=nowhere, cause=invalid_name_cause(name), subject=name)
        index = self.string("registries", name, "index")
        if index is None:
            sentence = f"registry index was not found in any configuration: `{name}`"
            from policy.cargo.missing_index import missing_index  # only a mistake pays for it

            cause, place = missing_index(name, self.root.table)
            raise CargoError(sentence, place=place, cause=cause, subject=name)
        context = f"invalid index URL for registry `{name}` defined in {index.definition}"
        try:
            url = parse(str(index.data))
        except ValueError as error:
            late = "cannot-be-a-base" in str(error)  # cargo finds this one later, and says it without the context
            chain = (str(error),) if late else (context, str(error))
            cause = "unexpanded-variable" if holds_variable(str(index.data)) else "invalid-index-url"
            raise CargoError(*chain, place=index.place, cause=cause, subject=name) from None
        if url.password is not None:
            sentence = "registry URLs may not contain passwords"
            raise CargoError(context, sentence, place=index.place, cause="password-in-index-url", subject=name)
        if url.scheme == "file" and not str(index.data).partition(":")[2].startswith(("/", "\\")):
            return url._replace(path=os.path.join(config_root(index, self.folder), url.path[1:]))
        return url


def config_root(value: Value, folder: str) -> str:
    """Return the folder to which a relative path in `value` belongs: the parent of `.cargo`, or the current one."""
    if value.origin == ENVIRONMENT or not value.place.path:
        return folder
    path = value.place.path
    while "/./" in path:  # `--config ./FILE`; Rust's `Path::parent` does not see such a dot
        path = path.replace("/./", "/")
    return os.path.dirname(os.path.dirname(path))
