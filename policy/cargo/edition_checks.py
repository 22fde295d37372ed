"""What cargo refuses in `edition`, `rust-version`, `resolver` and the names of platforms (`to_real_manifest`)."""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.semver import requirement_error

EDITIONS = {"2015": 0, "2018": 31, "2021": 56, "2024": 85}
"""The editions, with the Rust 1.x that was the first to know them."""

UNDERSCORED = ("dev-dependencies", "build-dependencies")


def needs_feature(manifest: Manifest, feature: str, key: str, subject: str) -> Refusal:
    """Return the refusal of a value of `[package]` that needs a feature of cargo's which is not stable."""
    from policy.cargo.cargo_features import required  # few need it, and an import takes its time

    return required(feature, manifest.place(manifest.package_key, key), subject)


def edition_refusals(manifest: Manifest) -> Iterator[Refusal]:
    """Yield what is refused in `edition`, and in what does not go with it."""
    field = manifest.known_field("edition")
    if field is not None and isinstance(field.value, str):
        if field.value == "future":
            yield needs_feature(manifest, "unstable-editions", "edition", "")
        elif words := unknown_edition(field.value):
            yield Refusal("invalid-manifest", Phase.MANIFEST, words, field.place)
    yield from _rust_version(manifest)
    if manifest.package_key == "project" and manifest.edition in EDITIONS and manifest.edition >= "2024":
        sentence = "`[project]` is not supported as of the 2024 Edition, please use `[package]`"
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), manifest.place("project", part="key"))


def unknown_edition(value: str) -> tuple[str, ...]:
    """Return what cargo says of an edition that it does not know; nothing for one that it knows, stable or not."""
    if value in EDITIONS or value == "future":
        return ()
    if value.isascii() and value.isdigit() and 2024 < int(value) < 2050:
        what = f"this version of Cargo is older than the `{value}` edition, and only supports"
        what += " `2015`, `2018`, `2021`, and `2024` editions."
    else:
        what = f"supported edition values are `2015`, `2018`, `2021`, or `2024`, but `{value}` is unknown"
    return "failed to parse the `edition` key", what


def _rust_version(manifest: Manifest) -> Iterator[Refusal]:
    """Yield the refusal of a `rust-version` that does not know the edition yet."""
    field, first = manifest.known_field("rust-version"), EDITIONS.get(manifest.edition)
    if field is None or not first or not isinstance(field.value, str):
        return
    parts = field.value.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts) or requirement_error(field.value):
        return  # `type_refusals`
    major, minor, *_ = (*map(int, parts), 0)
    if major != 1 or minor < first:
        sentence = (
            f"rust-version {field.value} is incompatible with the version (1.{first}.0) required by the specified "
            f"edition ({manifest.edition})"
        )
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), field.place)


def old_tables(manifest: Manifest) -> Iterator[Refusal]:
    """Yield the tables whose old name, with `_`, the edition does not take."""
    for table in UNDERSCORED:
        old = table.replace("-", "_")
        if old in manifest.data and manifest.edition >= "2024":
            place = manifest.place(old, part="key")
            yield underscored(table, manifest.name, "package", place)
    if manifest.edition < "2024" or not isinstance(platforms := manifest.data.get("target"), dict):
        return
    for platform, tables in sorted(platforms.items()):
        for table in UNDERSCORED:
            old = table.replace("-", "_")
            if isinstance(tables, dict) and old in tables:
                place = manifest.place("target", platform, old, part="key")
                yield underscored(table, platform, "platform target", place)


def underscored(key: str, name: str, kind: str, place: Place) -> Refusal:
    """Return the refusal of the old name of `key`. name, kind: what it stands in, such as a package."""
    old = key.replace("-", "_")
    sentence = f"`{old}` is unsupported as of the 2024 edition; instead use `{key}`\n(in the `{name}` {kind})"
    return Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place)


def resolver_refusals(manifest: Manifest) -> Iterator[Refusal]:
    """Yield what is refused in `resolver`, which a package and a workspace can have."""
    tables = [
        (table, key)
        for table, key in ((manifest.package, manifest.package_key), (manifest.workspace, "workspace"))
        if table is not None and isinstance(table.get("resolver"), str)
    ]
    if len(tables) > 1:
        sentence = "cannot specify `resolver` field in both `[workspace]` and `[package]`"
        place = manifest.place(manifest.package_key, "resolver", part="key")
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place)
    for table, key in tables:
        if table["resolver"] not in ("1", "2", "3"):
            sentence = f'`resolver` setting `{table["resolver"]}` is not valid, valid options are "1", "2" or "3"'
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), manifest.place(key, "resolver"))


def platform_refusals(manifest: Manifest) -> Iterator[Refusal]:
    """Yield what is refused in the keys under `[target]`."""
    if "target" not in manifest.data:
        return
    from policy.cargo.platform import platform_error  # few have any, and an import takes its time

    target = manifest.data["target"]
    for name in sorted(target) if isinstance(target, dict) else ():
        if error := platform_error(name):
            place = manifest.place("target", name, part="key")
            yield Refusal("invalid-manifest", Phase.MANIFEST, (error,), place, subject=name)
