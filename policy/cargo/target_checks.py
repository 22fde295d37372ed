"""What cargo refuses in a target for its name and form, and in the targets of a package together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.cargo.target import IN_WORDS, NO_TARGETS, Target

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest

BUILD_FOLDERS = ("deps", "examples", "build", "incremental")
"""Folders in cargo's target directory, with which a binary of this name would get into conflict."""


def name_error(target: Target) -> CargoError | None:
    """Return what is wrong with a target's name (`validate_target_name`)."""
    name, kind = target.name, target.kind
    if name is None:
        return _refused(f"{IN_WORDS[kind]} target {kind}.name is required", target)
    if not name.strip():
        return _refused(f"{IN_WORDS[kind]} target names cannot be empty", target, "name")
    if kind == "lib" and "-" in name:
        return _refused(f"library target names cannot contain hyphens: {name}", target, "name")
    if kind == "bin" and name in BUILD_FOLDERS:
        sentence = f"the binary target name `{name}` is forbidden, it conflicts with cargo's build directory names"
        return _refused(sentence, target, "name")
    return None


def form_error(target: Target, edition: str) -> CargoError | None:
    """Return the refusal of a key that is spelt as before the edition of 2024 (`deprecated_underscore`)."""
    keys = ["proc-macro", "crate-type"]
    if target.kind == "bin":
        # what is wrong for a binary under either spelling is told later, in other words
        said = {"crate-type": target.crate_types, "proc-macro": target.is_proc_macro}
        keys = [key for key, value in said.items() if not value]
    for key in keys:
        old = key.replace("-", "_")
        if old in target.table and edition >= "2024":
            words = f"`{old}` is unsupported as of the 2024 edition; instead use `{key}`"
            return _refused(f"{words}\n(in the `{target.name}` {IN_WORDS[target.kind]} target)", target, old, "key")
    return None


def set_errors(manifest: "Manifest", targets: list[Target]) -> Iterator[CargoError]:
    """Yield what cargo refuses in the targets of a package together (`to_targets`)."""
    for kind in IN_WORDS:
        of_kind = [target for target in targets if target.kind == kind]
        for target in of_kind if kind == "lib" else ():
            yield from _crate_type_errors(target)
        yield from _duplicates(of_kind)
        for target in of_kind:
            yield from _field_errors(target)
    if not targets:
        place = manifest.place(manifest.package_key, part="key")
        yield CargoError(NO_TARGETS, place=place, cause="package-without-target", subject=manifest.name)
    package = manifest.package or {}
    links = package.get("links")
    if isinstance(links, str) and not isinstance(package.get("build"), list) and manifest.targets.build_script is None:
        sentence = f"package specifies that it links to `{links}` but does not have a custom build script"
        place = manifest.place(manifest.package_key, "links")
        yield CargoError(sentence, place=place, cause="invalid-manifest", subject=links)


def _field_errors(target: Target) -> Iterator[CargoError]:
    """Yield what is wrong with the keys that few targets have."""
    name = target.name or ""
    if target.kind == "bin" and "filename" in target.table:
        from policy.cargo.cargo_features import required  # only a mistake pays for it

        words = required("different-binary-name", target.place, name).chain
        yield CargoError(*words, place=target.place.at("filename"), cause="invalid-manifest", subject=name)
    edition = target.table.get("edition")
    if isinstance(edition, str):
        from policy.cargo.edition_checks import unknown_edition

        if words := unknown_edition(edition):
            yield CargoError(*words, place=target.place.at("edition"), cause="invalid-manifest", subject=name)


def _duplicates(targets: list[Target]) -> Iterator[CargoError]:
    """Yield the refusal of the first name that comes a second time among the targets of a kind."""
    seen = set()
    for kind, name, *_ in targets:
        if name in seen:
            # cargo says `binary` here, and `bench` for a benchmark
            word = IN_WORDS[kind] if kind == "bin" else kind
            sentence = f"found duplicate {word} name {name}, but all {word} targets must have a unique name"
            yield _refused(sentence, [target for target in targets if target.name == name][1])
            return
        seen.add(name)


def default_run_error(manifest: "Manifest") -> CargoError | None:
    """Return the refusal of a `default-run` that is no binary of the package."""
    wanted = (manifest.package or {}).get("default-run")
    if wanted is None:
        return None
    names = [target.name or "" for target in manifest.targets.found if target.kind == "bin"]
    if not isinstance(wanted, str) or wanted in names:
        return None
    from policy.cargo.edit_distance import closest_message  # only a mistake pays for it

    sentence = f"default-run target `{wanted}` not found{closest_message(wanted, names, 'target')}"
    place = manifest.place(manifest.package_key, "default-run")
    return CargoError(sentence, place=place, cause="invalid-manifest", subject=wanted)


def _crate_type_errors(library: Target) -> Iterator[CargoError]:
    types = library.crate_types or []
    if "dylib" in types and "cdylib" in types:
        sentence = f"library `{library.name}` cannot set the crate type of both `dylib` and `cdylib`"
        yield _refused(sentence, library, "crate-type")
    elif "proc-macro" in types and len(types) > 1:
        yield _refused("cannot mix `proc-macro` crate type with others", library, "crate-type")


def _refused(said: str | tuple[str, ...], target: Target, key: str = "", part: str = "value") -> CargoError:
    place: Place = target.place.at(key, part=part) if key in target.table else target.place
    chain = (said,) if isinstance(said, str) else said
    return CargoError(*chain, place=place, cause="invalid-manifest", subject=target.name or "")
