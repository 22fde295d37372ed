"""To which registry packages would go, and what cargo refuses on the way there (`ops/registry/publish.rs`)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policy.cargo.config import Config
from policy.cargo.index_url import parse
from policy.cargo.manifest import Manifest
from policy.cargo.names import CRATES_IO, environment_key, misspells_crates_io
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import CRATES_IO_SOURCE, SourceId, registry_source
from policy.cargo.sources import SourceMap

COMMAND_LINE = Place("")
_PLAIN = "+-._:/"

_UNKNOWN = SourceId("sparse-registry", "sparse+https://unknown.invalid/")
"""Stands for an `--index` that is no URL: `index_error`, or a variable that a job fills in; nothing is said of it."""


class Target(NamedTuple):
    """The registry that was named.

    name: the registry's name; "" where an index URL was given.
    place: where the name stands.
    url: the value of `--index`.
    """

    name: str
    place: Place
    url: str = ""


class Publishing(NamedTuple):
    """One publish or package: of which packages, and to where as far as something says so.

    packages: what is selected.
    verb: "published" or "packaged".
    target: the registry of the flag or of `registry.default`; None where neither is there.
    skips_unpublishable: whether `publish = false` packages are left out instead of refused.
    """

    packages: Sequence[Manifest]
    verb: str = "published"
    target: Target | None = None
    skips_unpublishable: bool = False


def named_target(config: Config, registry: str | None, index: str | None) -> Target | None:
    """Return the registry that the flags or `registry.default` name; raises CargoError for a wrong default."""
    if index is not None:
        return Target("", COMMAND_LINE, index)
    if registry is not None:
        return Target(registry, COMMAND_LINE)
    default = config.default_registry()
    return None if default is None else Target(str(default.data), default.place)


def index_error(url: str | None) -> str | None:
    """Return cargo's sentence about the value of `--index` where it is no URL.

    None for one with other signs than a URL has before its query: they stand for what a job fills in.
    """
    if url is None or not all(sign.isalnum() or sign in _PLAIN for sign in url):
        return None
    try:
        parse(url)
    except ValueError as error:
        return str(error)
    return None


def selection_refusals(publishing: Publishing) -> tuple[Target | None, list[Refusal]]:
    """Return the registry to which the packages go, None for crates.io by default, and what is refused on the way."""
    packages = list(publishing.packages)
    barred = [package for package in packages if package.publish == []]
    if publishing.verb == "published":
        if barred and not publishing.skips_unpublishable:
            names = ", ".join(f"`{package.name}`" for package in barred)
            sentence = f"{names} cannot be published.\n`package.publish` must be set to `true` or a non-empty list in"
            return None, [_refusal("unpublishable-package", f"{sentence} Cargo.toml to publish.", _publish(barred[0]))]
        packages = [package for package in packages if package.publish != []]
        if not packages:
            return None, []
    target = publishing.target
    if target is None:
        target, refusal = _inferred(packages)
        if refusal is not None:
            return None, [refusal]
    return target, list(_unlisted(packages, target, publishing.verb))


def _inferred(packages: list[Manifest]) -> tuple[Target | None, Refusal | None]:
    """Return the one registry that all packages allow (`infer_registry`), or why there is none."""
    open_packages = [package for package in packages if package.publish != []]
    if not open_packages:
        return None, None
    lists = [package.publish for package in open_packages]
    place = _publish(open_packages[0])
    if all(allowed == lists[0] for allowed in lists):
        if lists[0] is None:
            return None, None
        if len(lists[0]) == 1:
            return Target(lists[0][0], place.at(0)), None
        *others, last = sorted({f'"{name}"' for name in lists[0]})
        choice = f"--registry is required to disambiguate between {', '.join(others)} or {last} registries"
        cause = "ambiguous-publish-list" if others else "duplicate-publish-entry"
        return None, _refusal(cause, choice, place)
    common = set.intersection(*(set(allowed) for allowed in lists if allowed is not None))
    sentence = (
        "--registry is required because not all `package.publish` settings agree"
        if common
        else "conflicts between `package.publish` fields in the selected packages"
    )
    return None, _refusal("conflicting-publish-lists", sentence, place)


def _unlisted(packages: list[Manifest], target: Target | None, verb: str) -> Iterator[Refusal]:
    if target is not None and target.url:
        return
    name = target.name if target else CRATES_IO
    for package in packages:
        allowed = package.publish
        if allowed is None or name in allowed or (verb == "packaged" and not allowed):
            continue
        sentence = f"`{package.name}` cannot be {verb}.\nThe registry `{name}` is not listed in the `package.publish`"
        cause, place = _unlisted_cause(name, allowed), _publish(package)
        if target is not None and cause != "registry-not-in-publish-list":
            place = target.place
        yield _refusal(cause, f"{sentence} value in Cargo.toml.", place)._replace(subject=name)


def _unlisted_cause(name: str, allowed: list[str]) -> str:
    """Return the mistake behind a registry that is not in a list: the list may have it in another spelling."""
    if CRATES_IO in allowed and misspells_crates_io(name):
        return "misspelt-crates-io"
    if environment_key(name) in map(environment_key, allowed):
        return "registry-name-mismatch"
    return "registry-not-in-publish-list"


def goes_to_crates_io(publishing: Publishing, sources: SourceMap) -> bool:
    """Whether the packages would be uploaded to crates.io, as far as cargo does not refuse it."""
    target, refused = selection_refusals(publishing)
    if refused or not any(package.publish != [] for package in publishing.packages):
        return False
    source, refused = registry_refusals(target, sources)
    return not refused and source.is_crates_io()


def registry_refusals(target: Target | None, sources: SourceMap) -> tuple[SourceId, list[Refusal]]:
    """Return the source to which a command goes, and what cargo refuses in finding it (`get_source_id`).

    target: the registry that was named or inferred; None leaves it to crates.io, and then to its replacement.
    """
    name, place = (target.name, target.place) if target else (CRATES_IO, COMMAND_LINE)
    try:
        source = _source(target, sources.config)
        refuse_index_key(sources.config)  # it looks for a replacement, and for that at crates.io
    except CargoError as error:
        known = CRATES_IO_SOURCE if name == CRATES_IO else _UNKNOWN
        return known, [error.refusal(Phase.REGISTRY)]
    if sources.errors:
        return source, [error.refusal(Phase.REGISTRY) for error in sources.errors]
    try:
        replacement = sources.replacement(source)
    except CargoError as error:
        return source, [error.refusal(Phase.REGISTRY)]
    if target is None and not replacement.same_as(sources.crates_io):
        return source, [_replaced(replacement, sources)]
    if source.kind == "sparse-registry" and parse(source.url).lacks_slash:
        where = index_place(sources.config, target.name if target else "") or place
        return source, [slash_refusal(source.url, Phase.REGISTRY, where, name)]
    return source, []


def slash_refusal(url: str, phase: int, place: Place, name: str) -> Refusal:
    """Return the refusal of a sparse index whose URL does not end in a slash (`sources/registry/http_remote.rs`)."""
    sentence = f"sparse registry url must end in a slash `/`: {url}"
    return Refusal("sparse-index-without-slash", phase, (sentence,), place, subject=name)


def index_place(config: Config, name: str) -> Place | None:
    """Return where the index of the registry `name` is defined, or None."""
    try:
        index = config.string("registries", name, "index") if name else None
    except CargoError:
        return None
    return index.place if index else None


def refuse_index_key(config: Config) -> None:
    """Raise CargoError where `registry.index` is set, which cargo does not take any more, or cannot be read."""
    if index := config.string("registry", "index"):
        sentence = "the `registry.index` config value is no longer supported"
        advice = "Use `[source]` replacement to alter the default index for crates.io."
        raise CargoError(f"{sentence}\n{advice}", place=index.place, cause="unsupported-registry-index")


def _source(target: Target | None, config: Config) -> SourceId:
    if target is None or target.name == CRATES_IO:
        refuse_index_key(config)
        return CRATES_IO_SOURCE
    if target.url:
        try:
            return registry_source(parse(target.url))
        except ValueError:
            return _UNKNOWN
    return config.registry_source(target.name, target.place)


def _replaced(replacement: SourceId, sources: SourceMap) -> Refusal:
    if replacement.named_by == "registries":
        name = replacement.name
        sentence = f"crates-io is replaced with remote registry {name};\ninclude `--registry {name}` or"
        sentence += " `--registry crates-io`"
    else:
        sentence = f"crates-io is replaced with non-remote-registry source {replacement};\ninclude"
        sentence += " `--registry crates-io` to use crates.io"
    source = sources.by_name[CRATES_IO]
    by = source.replace_with
    if by is None:
        return Refusal("crates-io-source-overridden", Phase.REGISTRY, (sentence,), source.place)
    return Refusal("crates-io-replaced", Phase.REGISTRY, (sentence,), by.place, subject=str(by.data))


def _publish(package: Manifest) -> Place:
    field = package.known_field("publish")
    return field.place if field else package.place(package.package_key, "name")


def _refusal(cause: str, sentence: str, place: Place) -> Refusal:
    return Refusal(cause, Phase.SELECTION, (sentence,), place)
