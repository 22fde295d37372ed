"""What cargo refuses in a manifest when it reads it, in its order (`read_manifest` in util/toml/mod.rs)."""

from collections.abc import Callable, Iterable, Iterator

from policy.cargo.config import Config
from policy.cargo.dependency import Dependency
from policy.cargo.dependency_checks import dependency_refusals, form_errors, is_undisputed, local_source
from policy.cargo.edition_checks import (
    UNDERSCORED,
    edition_refusals,
    needs_feature,
    old_tables,
    platform_refusals,
    resolver_refusals,
    underscored,
)
from policy.cargo.features import feature_refusals
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_types import type_refusals
from policy.cargo.names import CRATES_IO
from policy.cargo.package_checks import inheriting, package_refusals, unstable_keys
from policy.cargo.publish import refuse_index_key
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import SourceId
from policy.cargo.target_checks import default_run_error

_NEEDS_PACKAGE = (
    *("badges", "features", "lib", "bin", "example", "test", "bench", "dependencies", "dev-dependencies"),
    *("build-dependencies", "target", "lints", "hints"),
)


def manifest_refusals(manifest: Manifest, config: Config, above: Refusal | None = None) -> list[Refusal]:
    """Return everything in the manifest at which cargo would stop, in the order in which it would get there.

    above: what is refused in the root, which cargo reads when the first thing is to be inherited from it.
    """
    problem = manifest.file.problem
    if problem is not None and not problem.line:
        chain: tuple[str, ...] = (f"failed to read `{manifest.path}`", problem.message)
        if problem.message == "stream did not contain valid UTF-8":
            chain = (f"path at `{manifest.path}` was not valid utf-8",)
        return [Refusal("unreadable-manifest", Phase.MANIFEST, chain, manifest.place())]
    if problem is not None:
        place = manifest.place()._replace(line=problem.line, column=problem.column)
        return [Refusal("invalid-manifest", Phase.MANIFEST, (problem.message,), place, excerpt=True)]
    disputed = [one for one in manifest.notable_dependencies if not is_undisputed(one, config)]
    early = type_refusals(manifest, disputed)
    context = f"failed to parse manifest at `{manifest.path}`"
    late = [one if one.excerpt else one.under(context) for one in _refusals(manifest, config, disputed, above)]
    return early + late


def _refusals(
    manifest: Manifest, config: Config, dependencies: list[Dependency], above: Refusal | None
) -> Iterator[Refusal]:
    if "cargo-features" in manifest.data:
        from policy.cargo.cargo_features import listed_refusals  # few have any, and an import takes its time

        yield from listed_refusals(manifest)
    yield from _workspace(manifest)
    if manifest.package is None:
        for key in _NEEDS_PACKAGE:
            written = key.replace("-", "_") if key in UNDERSCORED and key not in manifest.data else key
            if written in manifest.data:
                sentence = f"this virtual manifest specifies a `{key}` section, which is not allowed"
                place = manifest.place(written, part="key")
                yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place)
        if manifest.workspace is None:
            sentence = "manifest is missing either a `[package]` or a `[workspace]`"
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), manifest.place())
        yield from _patches(manifest, config)
        yield from _profiles(manifest)
        yield from resolver_refusals(manifest)
        return
    yield from package_refusals(manifest, above)
    if isinstance((manifest.package or {}).get("build"), list):
        yield needs_feature(manifest, "multiple-build-scripts", "build", "")
    for error in manifest.targets.errors:
        yield error.refusal(Phase.MANIFEST)
    yield from old_tables(manifest)
    for dependency in manifest.dependencies if above else dependencies:
        if above and dependency.inherited:
            yield inheriting(above, dependency.name, f"dependencies.{dependency.name}")
        if dependency.error is not None:
            yield dependency.error.at(dependency.own_place).refusal(Phase.MANIFEST)
        elif "default_features" in dependency.spec and manifest.edition >= "2024":
            place = dependency.place("default_features", "key")
            yield underscored("default-features", dependency.name, "dependency", place)
        elif "base" in dependency.spec:
            yield _based(dependency).under(f"resolving path dependency {dependency.name}")
    if "lints" in manifest.data:
        from policy.cargo.lints import inheritance_refusals  # few have any, and an import takes its time

        yield from inheritance_refusals(manifest, above)
    if ":" in manifest.name:
        yield needs_feature(manifest, "open-namespaces", "name", manifest.name)
    yield from edition_refusals(manifest)
    if "metabuild" in (manifest.package or {}):
        yield needs_feature(manifest, "metabuild", "metabuild", "")
    yield from resolver_refusals(manifest)
    for error in manifest.targets.set_errors:
        yield error.refusal(Phase.MANIFEST)
    yield from platform_refusals(manifest)
    yield from _late_config(lambda: manifest.dependencies, config)
    for dependency in dependencies:
        yield from dependency_refusals(dependency, config)
    yield from _patches(manifest, config)
    yield from _conflicting_sources(manifest, config)
    if "lints" in manifest.data:
        from policy.cargo.lints import check_cfg_refusals, lint_refusals

        yield from lint_refusals(manifest, ("lints",))
        yield from check_cfg_refusals(manifest)
    yield from _profiles(manifest)
    publish = manifest.known_field("publish")
    if manifest.version is None and publish is not None and publish.value is not False and publish.value != []:
        sentence = "`package.publish` requires `package.version` be specified"
        yield Refusal("publish-without-version", Phase.MANIFEST, (sentence,), publish.place)
    for dependency in manifest.notable_dependencies:
        own = dependency.own
        if dependency.slot.kind == "dev" and isinstance(own, dict) and own.get("optional") is True:
            sentence = f"dev-dependencies are not allowed to be optional: `{dependency.name}`"
            place = dependency.own_place._replace(part="value").at("optional")
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=dependency.name)
    for refusal in feature_refusals(manifest):
        yield _in_its_own_words(refusal)
    if wrong := default_run_error(manifest):
        yield wrong.refusal(Phase.MANIFEST)
    yield from unstable_keys(manifest)


def _in_its_own_words(refusal: Refusal) -> Refusal:
    """Return a refusal of a feature; that of a missing dependency is told with the line instead of the file."""
    if not refusal.chain[0].endswith("is not a dependency"):
        return refusal
    whole = refusal.place._replace(key=refusal.place.key[:-1])
    return refusal._replace(excerpt=True, pointed_at=whole)


def _patches(manifest: Manifest, config: Config) -> Iterator[Refusal]:
    if "patch" in manifest.data or "replace" in manifest.data:
        from policy.cargo.patches import patch_refusals, read_patches  # few have any, and an import takes its time

        yield from _late_config(lambda: read_patches(manifest, config), config)
        yield from patch_refusals(manifest, config)


def _profiles(manifest: Manifest) -> Iterator[Refusal]:
    if "profile" in manifest.data:
        from policy.cargo.profiles import profile_refusals  # few have any, and an import takes its time

        yield from profile_refusals(manifest)


def _workspace(manifest: Manifest) -> Iterator[Refusal]:
    workspace = manifest.workspace
    if workspace is None:
        return
    if manifest.package is not None and isinstance(manifest.package.get("workspace"), str):
        sentence = "cannot configure both `package.workspace` and `[workspace]`, only one can be specified"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), manifest.place("package", "workspace"))
    if "lints" in workspace:
        from policy.cargo.lints import lint_refusals  # few have any, and an import takes its time

        yield from lint_refusals(manifest, ("workspace", "lints"))
    shared = workspace.get("dependencies")
    for name, entry in sorted(shared.items()) if isinstance(shared, dict) else ():
        if isinstance(entry, dict):
            for key in ("optional", "public"):
                if entry.get(key) is True:
                    sentence = f"{name} is {key}, but workspace dependencies cannot be {key}"
                    place = manifest.place("workspace", "dependencies", name, key)
                    yield Refusal("optional-workspace-dependency", Phase.MANIFEST, (sentence,), place)


def _based(dependency: Dependency) -> Refusal:
    """Return the refusal of a path's `base` (`normalize_path_dependency`)."""
    from policy.cargo.cargo_features import required  # few need it, and an import takes its time

    place = dependency.place("base")
    if "path" in dependency.spec:
        return required("path-bases", place, dependency.name)
    sentence = "`base` can only be used with path dependencies"
    return Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=dependency.name)


def _late_config(read: Callable[[], Iterable[Dependency]], config: Config) -> Iterator[Refusal]:
    """Yield what is wrong with the config where a dependency is the first thing that needs it.

    read: returns the dependencies; they are only asked for where something is wrong.
    """
    unreadable = wrong = config.files.errors[0] if config.files.errors else None
    try:
        refuse_index_key(config)
    except CargoError as error:
        wrong = wrong or error
    for one in read() if wrong else ():
        if any(True for _ in form_errors(one)):
            return  # cargo stops at the first mistake in a dependency
        keys = one.spec.keys() & {"git", "path", "registry", "registry-index"}
        needs_config = "git" not in keys and ("path" not in keys or "registry" in keys)
        needs_crates_io = not keys or ("git" not in keys and one.spec.get("registry") == CRATES_IO)
        if one.error is None and wrong and (needs_config if unreadable else needs_crates_io):
            yield wrong.refusal(Phase.MANIFEST)
            return
        if any(True for _ in dependency_refusals(one, config)):
            return


def _conflicting_sources(manifest: Manifest, config: Config) -> Iterator[Refusal]:
    tables = [table for _, _, _, table in manifest.tables]
    if len(tables) < 2 or len(set().union(*tables)) == sum(map(len, tables)):
        return  # no name stands in two tables
    notable = {dependency.name for dependency in manifest.notable_dependencies}
    shared = {name for name in notable if sum(name in table for table in tables) > 1}
    sources: dict[str, SourceId] = {}
    for dependency in manifest.named(shared):
        try:
            source = local_source(dependency, config)
        except CargoError:
            continue
        old = sources.setdefault(dependency.name, source)
        if not old.same_as(source):
            sentence = (
                f"Dependency '{dependency.name}' has different source paths depending on the build target. Each "
                "dependency must have a single canonical source path irrespective of build target."
            )
            place = dependency.own_place
            yield Refusal("conflicting-dependency-sources", Phase.MANIFEST, (sentence,), place, subject=dependency.name)
            return
