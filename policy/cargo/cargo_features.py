"""`cargo-features`, and what needs one: no stable cargo takes these (`core/features.rs` of cargo 1.95)."""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.refusal import Phase, Refusal

_BOOK = "https://doc.rust-lang.org/"
_UNSTABLE_PAGE = f"{_BOOK}nightly/cargo/reference/unstable.html"
_STABLE = frozenset(
    {
        "test-dummy-stable",
        "alternative-registries",
        "edition",
        "rename-dependency",
        "profile-overrides",
        "default-run",
        "named-profiles",
        "resolver",
        "strip",
        "rust-version",
        "edition2021",
        "workspace-inheritance",
        "edition2024",
    }
)
_UNSTABLE = {
    "test-dummy-unstable": "",
    "metabuild": "#metabuild",
    "public-dependency": "#public-dependency",
    "per-package-target": "#per-package-target",
    "codegen-backend": "#codegen-backend",
    "different-binary-name": "#different-binary-name",
    "profile-rustflags": "#profile-rustflags-option",
    "trim-paths": "#profile-trim-paths-option",
    "open-namespaces": "#open-namespaces",
    "path-bases": "#path-bases",
    "unstable-editions": "#unstable-editions",
    "multiple-build-scripts": "#multiple-build-scripts",
    "panic-immediate-abort": "#panic-immediate-abort",
}
"""With the place in the book where each is described."""

# fmt: off
_OPTIONS = frozenset({
    "allow-features", "any-build-script-metadata", "asymmetric-token", "avoid-dev-deps", "binary-dep-depinfo",
    "bindeps", "build-analysis", "build-dir-new-layout", "build-std", "build-std-features", "cargo-lints",
    "checksum-freshness", "codegen-backend", "direct-minimal-versions", "dual-proc-macros",
    "feature-unification", "fine-grain-locking", "fix-edition", "gc", "git", "gitoxide", "host-config",
    "json-target-spec", "lockfile-path", "minimal-versions", "msrv-policy", "mtime-on-use",
    "no-embed-metadata", "no-index-update", "panic-abort-tests", "panic-immediate-abort",
    "profile-hint-mostly-unused", "profile-rustflags", "public-dependency", "publish-timeout", "root-dir",
    "rustc-unicode", "rustdoc-depinfo", "rustdoc-map", "rustdoc-mergeable-info", "rustdoc-scrape-examples",
    "sbom", "script", "section-timings", "target-applies-to-host", "trim-paths", "unstable-options",
    "warnings",
})
# fmt: on
"""What `-Z` takes."""


def listed_refusals(manifest: Manifest) -> Iterator[Refusal]:
    """Yield what cargo refuses in the list `cargo-features`."""
    listed = manifest.data.get("cargo-features")
    seen = set()
    for number, name in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(name, str):
            return
        place = manifest.place("cargo-features", number)
        if sentence := _listed_error(name, name in seen):
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place, subject=name)
        seen.add(name)


def required(feature: str, place: Place, subject: str, *context: str) -> Refusal:
    """Return the refusal of what needs a feature.

    context: the layers around it.
    """
    sentence = required_sentence(feature)
    return Refusal("invalid-manifest", Phase.MANIFEST, (*context, sentence), place, subject=subject)


def required_sentence(feature: str) -> str:
    """Return what cargo says of what needs a feature, without the line in which it tells its own version."""
    return (
        f"feature `{feature}` is required\n\n"
        "Consider trying a newer version of Cargo (this may require the nightly release).\n"
        f"See {_UNSTABLE_PAGE}{_UNSTABLE[feature]} for more information about the status of this feature."
    )


def _listed_error(name: str, is_again: bool) -> str | None:
    if name in _UNSTABLE:
        return (
            f"the cargo feature `{name}` requires a nightly version of Cargo, but this is the `stable` channel\n"
            f"See {_BOOK}book/appendix-07-nightly-rust.html for more information about Rust release channels.\n"
            f"See {_BOOK}cargo/reference/unstable.html{_UNSTABLE[name]} for more information about using this feature."
        )
    if name in _STABLE:
        return f"the cargo feature `{name}` has already been activated" if is_again else None
    if name == "publish-lockfile":
        return (
            f"the cargo feature `{name}` has been removed in the 1.37 release\n\n"
            "Remove the feature from Cargo.toml to remove this error.\n"
            f"See {_BOOK}cargo/reference/unstable.html#{name} for more information about using this feature."
        )
    unknown = f"unknown Cargo.toml feature `{name}`\n\n"
    if "_" in name:
        return f"{unknown}Feature names must use '-' instead of '_'."
    option = f"This feature can be enabled via -Z{name} or the `[unstable]` section in config.toml.\n"
    return f"{unknown}{option if name in _OPTIONS else ''}See {_UNSTABLE_PAGE} for more information."
