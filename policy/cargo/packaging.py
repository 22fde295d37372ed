"""What cargo refuses in a package when it verifies and packs it (`publish.rs`, `cargo_package/mod.rs`)."""

import os
from collections.abc import Iterator

from policy.cargo.config import CRATES_IO_TEST_URL, Config
from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import published_source, registry_of
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import SourceId


def verify_refusals(package: Manifest, target: SourceId | None, config: Config) -> Iterator[Refusal]:
    """Yield what `verify_dependencies` refuses when `package` is published to `target`, None if that is not known."""
    context = f"failed to verify manifest at `{package.path}`"
    guarded = target is not None and target.is_crates_io(config.environment.get(CRATES_IO_TEST_URL, ""))
    for dependency in package.notable_dependencies:
        if dependency.error is not None:
            continue
        if dependency.is_local:
            if "version" not in dependency.spec and (refusal := versionless(dependency, config, "publish")):
                yield refusal.under(context)
            continue
        if target is None or not guarded:
            continue
        try:
            source = published_source(dependency, config)
        except CargoError:
            continue
        if not source.same_as(target):
            name = dependency.package_name
            sentence = (
                "crates cannot be published to crates.io with dependencies sourced from other\n"
                f"registries. `{name}` needs to be published to crates.io before publishing this crate.\n"
                f"(crate `{name}` is pulled from {source})"
            )
            place = dependency.place("registry-index" if "registry-index" in dependency.spec else "registry")
            yield Refusal(
                "cross-registry-dependency", Phase.VERIFY, (context, sentence), place, subject=dependency.name
            )


def package_refusals(package: Manifest, config: Config, listing: bool = False) -> Iterator[Refusal]:
    """Yield what cargo refuses while it builds the .crate file of `package`.

    listing: `--list` stops before the dependencies are looked at.
    """
    if missing := list(_missing_files(package)):
        lines = "\n".join(sentence for sentence, _ in missing)
        yield Refusal("missing-packaged-file", Phase.PACKAGE, (lines,), missing[0][1])
    yield from _build_script_elsewhere(package)
    if listing:
        return
    context = f"failed to verify manifest at `{package.path}`"
    for dependency in package.notable_dependencies:
        if "version" not in dependency.spec and (refusal := versionless(dependency, config, "packag")):
            yield refusal.under(context)
    if any("path" in target.table for target in package.targets.found) or _chooses_files(package):
        from policy.cargo.packaged_targets import packaged_target_refusals  # the files of the others are there

        yield from packaged_target_refusals(package)
    for dependency in package.notable_dependencies:
        if dependency.spec.get("registry") == CRATES_IO and not dependency.is_stripped:
            try:
                config.registry_index(CRATES_IO, dependency.place("registry"))
            except CargoError as error:
                chain = ("failed to prepare local package for uploading", *error.chain)
                cause = "explicit-crates-io-registry"
                yield Refusal(cause, Phase.PACKAGE, chain, error.place, (1,), dependency.name)


def _chooses_files(package: Manifest) -> bool:
    return not {"include", "exclude"}.isdisjoint(package.package or ())


def versionless(dependency: Dependency, config: Config, verb: str) -> Refusal | None:
    """Return cargo's refusal of a path or git dependency without a version (`check_dep_has_version`), or None.

    verb: the stem, "publish" or "packag".
    """
    if not dependency.is_local or dependency.slot.kind == "dev" or dependency.text("version") is not None:
        return None
    try:
        registry = registry_of(dependency, config)
    except CargoError:
        return None
    kind = "git" if "git" in dependency.spec else "path"
    origin = registry.display_name if registry else "crates.io"
    done = "published" if verb == "publish" else "packaged"
    sentence = (
        f"all dependencies must have a version requirement specified when {verb}ing.\n"
        f"dependency `{dependency.package_name}` does not specify a version\n"
        f"Note: The {done} dependency will use the version from {origin},\n"
        f"the `{kind}` specification will be removed from the dependency declaration."
    )
    phase = Phase.VERIFY if verb == "publish" else Phase.PACKAGE
    cause = f"{kind}-dependency-without-version"
    return Refusal(cause, phase, (sentence,), dependency.place(kind), subject=dependency.name)


def _missing_files(package: Manifest) -> Iterator[tuple[str, Place]]:
    for key in ("license-file", "readme"):
        field = package.known_field(key)
        if field is None or field.value is False or (key == "license-file" and not isinstance(field.value, str)):
            continue
        path = "README.md" if field.value is True else field.value
        if not isinstance(path, str):
            continue
        base = os.path.dirname(field.place.path)
        if not os.path.isfile(os.path.join(base, path)):
            shown = os.path.relpath(os.path.join(base, path), package.folder) if field.inherited else path
            where = "" if os.path.isabs(path) else f" (relative to `{package.folder}`)"
            advice = f"Please update the {key} setting in the manifest at `{package.path}`."
            yield f"{key} `{shown}` does not appear to exist{where}.\n{advice}", field.place


def _build_script_elsewhere(package: Manifest) -> Iterator[Refusal]:
    """Yield the refusal of a build script that is not in the package (`error_custom_build_file_not_in_package`)."""
    script = package.targets.build_script
    if script is None or "build" not in (package.package or {}):
        return
    path = os.path.normpath(os.path.join(package.folder, script))
    is_file = os.path.isfile(path)
    if is_file and path.startswith(package.folder + os.sep):
        return
    tip = "the source file of build script doesn't appear to "
    tip += "be a path inside of the package.\n" if is_file else "exist.\n"
    if is_file:
        tip += f"It is at `{path}`, whereas the root the package is `{package.folder}`.\n"
    sentence = (
        f"{tip}This may cause issue during packaging, as modules resolution and resources included via macros are "
        "often relative to the path of source files.\n"
        f"Please update the `build` setting in the manifest at `{package.path}` and point to a path inside the root of "
        "the package."
    )
    place = package.place(package.package_key, "build")
    cause = "missing-packaged-file" if is_file else "missing-target-file"
    yield Refusal(cause, Phase.PACKAGE, (sentence,), place, (0, 1), script)
