"""What cargo refuses in `[package]`, besides its types (`to_real_manifest` in util/toml/mod.rs of cargo 1.95)."""

from collections.abc import Iterator

from policy.cargo.edition_checks import needs_feature
from policy.cargo.manifest import Manifest
from policy.cargo.manifest_kinds import INHERITABLE
from policy.cargo.refusal import CargoError, Phase, Refusal

_IN_ORDER = (
    *("edition", "rust-version", "version", "authors", "exclude", "include", "publish", "description", "homepage"),
    *("documentation", "readme", "keywords", "categories", "license", "license-file", "repository"),
)
"""The keys that can be inherited, in the order in which cargo looks for them."""

_BEFORE_THE_NAME = ("edition", "rust-version")

_PLATFORM_WORDS = (
    "the `package.default-target` and `package.forced-target` manifest keys are unstable and may not work properly"
)
_UNSTABLE_KEYS = (
    (
        "im-a-teapot",
        "test-dummy-unstable",
        "the `im-a-teapot` manifest key is unstable and may not work properly in England",
    ),
    ("default-target", "per-package-target", _PLATFORM_WORDS),
    ("forced-target", "per-package-target", _PLATFORM_WORDS),
)


def package_refusals(manifest: Manifest, above: Refusal | None) -> Iterator[Refusal]:
    """Yield at what cargo stops in `[package]`: a name that is missing, and fields that cannot be inherited.

    above: what is refused in the root, which cargo reads when the first field is to be inherited from it.
    """
    package = manifest.package or {}
    shared = (manifest.root.workspace or {}).get("package") if manifest.root else None
    inherited = [key for key, value in package.items() if type(value) is dict and key in INHERITABLE]
    if "name" not in package:
        place = manifest.place(manifest.package_key, part="key")
        nameless = Refusal("invalid-manifest", Phase.MANIFEST, ("missing field `package.name`",), place)
        if not any(key in inherited for key in _BEFORE_THE_NAME):
            yield nameless
    for key in sorted(inherited, key=_IN_ORDER.index) if len(inherited) > 1 else inherited:
        wants = package[key].get("workspace") is True
        if wants and above is not None:
            yield inheriting(above, key, f"package.{key}")
        if wants and type(shared) is dict and key in shared and not (key == "readme" and shared[key] is False):
            continue
        try:
            manifest.field(key)
        except CargoError as error:
            yield error.refusal(Phase.MANIFEST)
    if "name" not in package:
        yield nameless


def inheriting(above: Refusal, what: str, where: str) -> Refusal:
    """Return what is refused in the root, in the layers of what is inherited from it."""
    if above.excerpt:
        return above
    return above.under(f"error inheriting `{what}` from workspace root manifest's `workspace.{where}`")


def unstable_keys(manifest: Manifest) -> Iterator[Refusal]:
    """Yield the keys in `[package]` that only a nightly takes."""
    for key, feature, words in _UNSTABLE_KEYS:
        if key in (manifest.package or {}):
            yield needs_feature(manifest, feature, key, "").under(words)
