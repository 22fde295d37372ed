"""The targets of a package, as its manifest and its folders give them (`util/toml/targets.rs` of cargo 1.95)."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.once import once
from policy.cargo.refusal import CargoError
from policy.cargo.target import (
    AUTOMATIC,
    BUILD_SCRIPT,
    FOLDERS,
    LIBRARY,
    MAIN,
    WRONG_FOLDERS,
    Target,
    files_in,
    listed_names,
)
from policy.cargo.target_checks import form_error, name_error, set_errors

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest


class Targets:
    """What a package consists of.

    found: its targets without those that cargo leaves out because of an error.
    errors: what cargo refuses while it puts them together, in its order.
    delayed: what it refuses only when it is to compile or to fetch something.
    """

    def __init__(self, manifest: "Manifest") -> None:
        self.found: list[Target] = []
        self.errors: list[CargoError] = []
        self.delayed: list[CargoError] = []
        self._manifest = manifest
        self._package: dict[str, Any] = manifest.package or {}
        self._listed = listed_names(manifest.folder)
        self._is_whole = bool(manifest.name) and self._are_tables()
        if not self._is_whole:
            return  # cargo gets no further than the types and the name
        self._add_library()
        for kind, folder in FOLDERS.items():
            if kind in manifest.data or folder in self._listed or (kind == "bin" and MAIN in self._listed):
                self._add(kind)

    @once
    def set_errors(self) -> list[CargoError]:
        """What cargo refuses in the targets as a whole, once each is known."""
        return list(set_errors(self._manifest, self.found)) if self._is_whole and not self.errors else []

    @once
    def build_script(self) -> str | None:
        """The path of the build script from the package's folder, or None."""
        build = self._package.get("build")
        if isinstance(build, str):
            return os.path.normpath(build)
        if build is None:
            return BUILD_SCRIPT if os.path.isfile(os.path.join(self._manifest.folder, BUILD_SCRIPT)) else None
        return BUILD_SCRIPT if build is True else None

    def _are_tables(self) -> bool:
        if self._manifest.data.keys().isdisjoint(AUTOMATIC):
            return True
        tables = [self._manifest.data.get(kind, []) for kind in FOLDERS]
        if not all(type(one) is list for one in tables):
            return False
        library = self._manifest.data.get("lib", {})
        return all(_is_table(one) for one in (library, *(entry for entries in tables for entry in entries)))

    def _exists(self, path: str) -> bool:
        if path in (LIBRARY, MAIN) and (path not in self._listed or self._listed[path]):
            return path in self._listed
        return os.path.exists(os.path.join(self._manifest.folder, path))

    def _add_library(self) -> None:
        manifest = self._manifest
        table = manifest.data.get("lib")
        automatic = self._package.get(AUTOMATIC["lib"]) is not False
        if table is None and not (automatic and self._exists(LIBRARY)):
            return
        place = manifest.place(manifest.package_key) if table is None else manifest.place("lib")
        table = table or {}
        name = table.get("name")
        path = table.get("path")
        if automatic or name is None or path is None:
            name = manifest.name.replace("-", "_") if name is None else name
        target = Target("lib", name, path, table, place)
        error = name_error(target) or form_error(target, manifest.edition)
        if error is None and path is None:
            path = self._library_path(name)
            if path is None:
                sentence = f"can't find library `{name}`, rename file to `src/lib.rs` or specify lib.path"
                error = _missing(sentence, target)
        if error is not None:
            self.errors.append(error)
            return
        self.found.append(target._replace(path=os.path.normpath(path or LIBRARY)))

    def _library_path(self, name: str) -> str | None:
        if self._exists(LIBRARY):
            return LIBRARY
        legacy = f"src/{name}.rs"
        return legacy if self._manifest.edition == "2015" and self._exists(legacy) else None

    def _add(self, kind: str) -> None:
        declared, inferred = self._candidates(kind)
        edition = self._manifest.edition
        for target in declared:
            error = name_error(target) or form_error(target, edition)
            if error is None and kind == "bin":
                error = self._add_found(target, inferred)
            if error is not None:
                self.errors.append(error)
            if kind == "bin" and error is None:
                self.delayed += _binary_errors(target)
        if kind != "bin" and not self.errors:
            self.delayed += [error for one in declared if (error := self._add_found(one, inferred))]

    def _candidates(self, kind: str) -> tuple[list[Target], list[tuple[str, str]]]:
        """Return the targets of a kind, sorted by name, and the files among which their paths are looked for."""
        manifest = self._manifest
        entries = manifest.data.get(kind)
        automatic = self._package.get(AUTOMATIC[kind])
        declared = [
            Target(kind, entry.get("name"), entry.get("path"), entry, manifest.place(kind, number))
            for number, entry in enumerate(entries or ())
        ]
        if automatic is False and all(one.name is not None and one.path is not None for one in declared):
            return declared, []
        inferred = files_in(manifest.folder, FOLDERS[kind])
        if kind == "bin" and self._exists(MAIN):
            inferred.insert(0, (manifest.name, MAIN))
        if automatic or (automatic is None and (entries is None or manifest.edition != "2015")):
            names = {one.name for one in declared}
            paths = {_components(one.path) for one in declared if one.path is not None}
            place = manifest.place(manifest.package_key)
            declared += [
                Target(kind, name, path, {}, place)
                for name, path in inferred
                if name not in names and _components(path) not in paths
            ]
        declared.sort(key=lambda one: (one.name is not None, one.name or ""))
        return declared, inferred

    def _add_found(self, target: Target, inferred: list[tuple[str, str]]) -> CargoError | None:
        """Add the target with its path; return what cargo says where there is none."""
        path = target.path
        if path is None:
            matching = [where for name, where in inferred if name == target.name]
            path = matching[0] if len(matching) == 1 else self._legacy_path(target)
            if path is None:
                return _ambiguous(target, matching) if matching else self._not_found(target, inferred)
        self.found.append(target._replace(path=os.path.normpath(path)))
        return None

    def _legacy_path(self, target: Target) -> str | None:
        """Return where cargo looks for a binary in the edition of 2015, too."""
        if target.kind != "bin" or self._manifest.edition != "2015":
            return None
        has_library = any(one.kind == "lib" for one in self.found)
        possible = ([] if has_library else [f"src/{target.name}.rs"]) + [MAIN, "src/bin/main.rs"]
        return next((path for path in possible if self._exists(path)), None)

    def _not_found(self, target: Target, inferred: list[tuple[str, str]]) -> CargoError:
        kind, name = target.kind, target.name or ""
        from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

        closest = closest_message(name, (other for other, _ in inferred), kind)
        right = [f"{FOLDERS[kind]}/{name}{end}" for end in (".rs", "/main.rs")]
        wrong = [f"{WRONG_FOLDERS[kind]}/{name}{end}" for end in (".rs", "/main.rs")]
        for found, possible in zip(wrong, right, strict=True):
            if self._exists(found):
                sentence = (
                    f"can't find `{name}` {kind} at default paths, but found a file at `{found}`.\n"
                    f"Perhaps rename the file to `{possible}` for target auto-discovery, "
                    f"or specify {kind}.path if you want to use a non-default path.{closest}"
                )
                return _missing(sentence, target)
        sentence = (
            f"can't find `{name}` {kind} at `{right[0]}` or `{right[1]}`. "
            f"Please specify {kind}.path if you want to use a non-default path.{closest}"
        )
        return _missing(sentence, target)


def _binary_errors(target: Target) -> Iterator[CargoError]:
    """Yield what cargo refuses in a binary only when it is to compile."""
    if target.crate_types:
        listed = ", ".join(target.crate_types)
        sentence = f'the target `{target.name}` is a binary and can\'t have any crate-types set (currently "{listed}")'
        yield CargoError(sentence, place=target.place, cause="invalid-manifest", subject=target.name or "")
    if target.is_proc_macro:
        sentence = f"the target `{target.name}` is a binary and can't have `proc-macro` set `true`"
        yield CargoError(sentence, place=target.place, cause="invalid-manifest", subject=target.name or "")


def _ambiguous(target: Target, paths: list[str]) -> CargoError:
    sentence = (
        f"cannot infer path for `{target.name}` {target.kind}\nCargo doesn't know which to use because multiple "
        f"target files found at `{paths[0]}` and `{paths[1]}`."
    )
    return CargoError(sentence, place=target.place, cause="invalid-manifest", subject=target.name or "")


def _missing(sentence: str, target: Target) -> CargoError:
    return CargoError(sentence, place=target.place, cause="missing-target-file", subject=target.name or "")


def _components(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part not in ("", "."))


def _is_table(entry: Any) -> bool:
    if type(entry) is not dict:
        return False
    types = entry.get("crate-type", entry.get("crate_type"))
    texts = all(type(entry.get(key, "")) is str for key in ("name", "path"))
    return texts and (types is None or (type(types) is list and all(type(one) is str for one in types)))
