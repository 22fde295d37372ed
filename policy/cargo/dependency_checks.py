"""What cargo refuses in one dependency while it reads the manifest (`dep_to_dependency` in util/toml/mod.rs)."""

import os
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.dependency import Dependency
from policy.cargo.index_url import IndexUrl, parse
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.semver import requirement_error
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId, registry_source

NOWHERE = Place("")
REFERENCES = ("branch", "tag", "rev")

_UNDISPUTED = frozenset({"version", "path", "registry"})
"""Keys that do not get into each other's way; most entries have no others."""


def is_undisputed(dependency: Dependency, config: Config) -> bool:
    """Whether the entry is of a common form in which cargo finds nothing to refuse while it reads the manifest.

    This is what `form_errors` and `local_source` would find out more slowly; a large workspace has thousands of them.
    """
    own, spec = dependency.own, dependency.spec
    if not spec.keys() <= _UNDISPUTED or not ("version" in spec or "path" in spec):
        return False
    if dependency.inherited and len(own) > 1:
        return False
    for value in spec.values():
        if type(value) is not str or not value:
            return False
    if "version" in spec and requirement_error(spec["version"]):
        return False
    registry = spec.get("registry")
    return (registry is None or config.defines(registry)) and dependency.name.replace("-", "_").isidentifier()


def dependency_refusals(dependency: Dependency, config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses in one dependency once its table is read."""
    if not isinstance(dependency.own, (str, dict)):
        return  # `type_refusals`
    wrong = list(form_errors(dependency))
    yield from (error.refusal(Phase.MANIFEST) for error in wrong)
    if wrong or dependency.error is not None:
        return
    try:
        local_source(dependency, config)
        if error := _requirement_error(dependency):
            yield error.refusal(Phase.MANIFEST)
            return
        registry_of(dependency, config)
    except CargoError as refused:
        yield refused.refusal(Phase.MANIFEST)
        return
    yield from _artifact_refusals(dependency)


def _requirement_error(dependency: Dependency) -> CargoError | None:
    version = dependency.text("version")
    if version is None or not (reason := requirement_error(version)):
        return None
    sentence = f"failed to parse the version requirement `{version}` for dependency `{dependency.package_name}`"
    place = dependency.place("version")
    return CargoError(sentence, reason, place=place, cause="invalid-manifest", subject=dependency.name)


def _artifact_refusals(dependency: Dependency) -> Iterator[Refusal]:
    for key in ("artifact", "lib", "target"):
        if key in dependency.spec:
            sentence = f"'{key}' specifier cannot be used without an 'artifact = …' value ({dependency.name})"
            if key == "artifact":
                if not isinstance(dependency.spec[key], (str, list)):
                    return  # `type_refusals`
                sentence = f"`artifact = …` requires `-Z bindeps` ({dependency.name})"
            place = dependency.place(key, "key")
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=dependency.name)
            return


def form_errors(dependency: Dependency) -> Iterator[CargoError]:
    """Yield what is wrong with the form of the entry, whatever the config says."""
    spec, name = dependency.spec, dependency.name
    if not spec and dependency.error is not None:
        return
    if "version" not in spec and not dependency.is_local:
        sentence = f"dependency ({name}) specified without providing a local path, Git repository, version, or"
        sentence += " workspace dependency to use"
        place = dependency.place(part="key")
        yield CargoError(sentence, place=place, cause="dependency-without-source", subject=name)
        return
    if "git" not in spec:
        for key in REFERENCES:
            if key in spec:
                sentence = f"key `{key}` is ignored for dependency ({name})."
                place = dependency.place(key, "key")
                yield CargoError(sentence, place=place, cause="ambiguous-dependency-source", subject=name)
                return
    for feature in dependency.features:
        if "/" in feature or feature.startswith("dep:"):
            yield _feature_error(dependency, feature)
            return
    for pair in (("git", "registry"), ("registry", "registry-index"), ("git", "path"), REFERENCES):
        if sum(key in spec for key in pair) > 1 or (
            pair == ("git", "registry") and {"git", "registry-index"} <= spec.keys()
        ):
            choice = "`branch`, `tag` or `rev`" if pair is REFERENCES else f"`{pair[0]}` or `{pair[1]}`"
            sentence = f"dependency ({name}) specification is ambiguous. Only one of {choice} is allowed."
            second = next((key for key in reversed(pair) if key in spec), "registry-index")
            place = dependency.place(second, "key")
            yield CargoError(sentence, place=place, cause="ambiguous-dependency-source", subject=name)
            return


def _feature_error(dependency: Dependency, feature: str) -> CargoError:
    start = f"feature `{feature}` in dependency `{dependency.name}` is not allowed to"
    if "/" in feature:
        text = (
            f"{start} contain slashes\nIf you want to enable features of a transitive dependency, the direct dependency"
            " needs to re-export those features from the `[features]` table."
        )
    else:
        text = (
            f"{start} use explicit `dep:` syntax\nIf you want to enable an optional dependency, specify the name of "
            "the optional dependency without the `dep:` prefix, or specify a feature from the dependency's "
            "`[features]` table that enables the optional dependency."
        )
    own = dependency.own.get("features") if dependency.inherited else None
    is_own = isinstance(own, list) and feature in own
    place = dependency.own_place.at("features") if is_own else dependency.place("features")
    return CargoError(text, place=place, cause="invalid-dependency-feature", subject=dependency.name)


def local_source(dependency: Dependency, config: Config) -> SourceId:
    """Return where cargo takes the dependency from in this tree (`to_dependency_source_id`).

    Raises CargoError for an undefined registry and for a URL that cannot be one.
    """
    git = dependency.text("git")
    if git is not None:
        reference = next((f"?{key}={dependency.text(key)}" for key in REFERENCES if key in dependency.spec), "")
        return SourceId("git", str(_url(git, dependency.place("git"))), reference=reference)
    if dependency.folder is not None:
        return SourceId("path", dependency.folder + os.sep)
    return registry_of(dependency, config) or CRATES_IO_SOURCE


def registry_of(dependency: Dependency, config: Config) -> SourceId | None:
    """Return the registry that the entry names, also where it is a path for now; None where it names none.

    Raises CargoError as `local_source` does.
    """
    index = dependency.text("registry-index")
    if index is not None:
        return registry_source(_url(index, dependency.place("registry-index")))
    name = dependency.text("registry")
    if name is None:
        return None
    if name == CRATES_IO:
        return CRATES_IO_SOURCE
    if config.defines(name):
        return config.registry_source(name, NOWHERE)
    return config.registry_source(name, dependency.place("registry"))


def published_source(dependency: Dependency, config: Config) -> SourceId:
    """Return where users of the published package will take the dependency from; raises CargoError likewise."""
    return registry_of(dependency, config) or CRATES_IO_SOURCE


def _url(text: str, place: Place) -> IndexUrl:
    try:
        return parse(text)
    except ValueError as error:
        raise CargoError(str(error), place=place, cause="invalid-index-url") from None
