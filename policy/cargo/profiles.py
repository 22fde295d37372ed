"""What cargo refuses in `[profile]` of a manifest (`validate_profile` in util/toml/mod.rs, `TomlProfile`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.names import package_name_error
from policy.cargo.place import KeyPath
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.value_refusal import refused_value, serde_kind, wrong_type

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest

_SWITCHES = ("debug-assertions", "rpath", "overflow-checks", "incremental", "hint-mostly-unused")
_STRINGS = ("panic", "inherits", "dir-name", "split-debuginfo", "codegen-backend")
_OPT_LEVELS = ("s", "z")
_DEBUG = (0, 1, 2, "none", "limited", "full", "line-tables-only", "line-directives-only")
_DEBUG_WORDS = 'a boolean, 0, 1, 2, "none", "limited", "full", "line-tables-only", or "line-directives-only"'
_TRIMMED = ("diagnostics", "macro", "object")
_TRIM_WORDS = 'a boolean, "none", "diagnostics", "macro", "object", "all", or an array with these options'
_UNSTABLE = {"codegen-backend": "codegen-backend", "rustflags": "profile-rustflags", "trim-paths": "trim-paths"}
"""The keys that need a feature of cargo's which is not stable."""

# fmt: off
_RESERVED = (
    "build", "check", "clean", "config", "fetch", "fix", "install", "metadata", "package", "publish", "report", "root",
    "run", "rust", "rustc", "rustdoc", "target", "tmp", "uninstall",
)
# fmt: on
_BUILD_OVERRIDE = "[profile.dev.build-override] and [profile.release.build-override]"


def profile_type_refusals(manifest: "Manifest", profiles: dict[str, Any]) -> Iterator[Refusal]:
    """Yield what the deserializer refuses in the table `profile`: names and types."""
    for name, profile in profiles.items():
        key = ("profile", name)
        if error := profile_name_error(name):
            yield refused_value(manifest, key, error, "key")
        yield from _layer_types(manifest, key, profile)


def profile_refusals(manifest: "Manifest") -> Iterator[Refusal]:
    """Yield what cargo refuses in profiles whose types are right."""
    profiles = manifest.data.get("profile")
    for name, profile in sorted(profiles.items()) if isinstance(profiles, dict) else ():
        if isinstance(profile, dict):
            yield from _validated(manifest, name, profile)


def _validated(manifest: "Manifest", name: str, profile: dict[str, Any]) -> Iterator[Refusal]:
    place = manifest.place("profile", name)
    yield from _unstable(manifest, ("profile", name), profile)
    if isinstance(override := profile.get("build-override"), dict):
        yield from _override(manifest, ("profile", name, "build-override"), override, "build-override")
    packages = profile.get("package")
    for package, override in sorted(packages.items()) if isinstance(packages, dict) else ():
        if isinstance(override, dict):
            yield from _override(manifest, ("profile", name, "package", package), override, "package")
    sentence = key = ""
    if "dir-name" in profile:
        sentence = f'dir-name="{profile["dir-name"]}" in profile `{name}` is not currently allowed, directory names are'
        sentence, key = f"{sentence} tied to the profile name for custom profiles", "dir-name"
    elif profile.get("inherits") == "debug":
        sentence, key = f'profile.{name}.inherits="debug" should be profile.{name}.inherits="dev"', "inherits"
    elif isinstance(panic := profile.get("panic"), str) and panic not in ("unwind", "abort", "immediate-abort"):
        sentence = f"`panic` setting of `{panic}` is not a valid setting, must be"
        sentence, key = f"{sentence} `unwind`, `abort`, or `immediate-abort`.", "panic"
    elif profile.get("lto") in ("true", "false"):
        sentence = f'`lto` setting of string `"{profile["lto"]}"` for `{name}` profile is not a valid setting, must be'
        sentence += ' a boolean (`true`/`false`) or a string (`"thin"`/`"fat"`/`"off"`) or omitted.'
        key = "lto"
    if sentence:
        yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place.at(key))


def _override(manifest: "Manifest", key: KeyPath, override: dict[str, Any], which: str) -> Iterator[Refusal]:
    for wrong in ("package", "build-override", "panic", "lto", "rpath"):
        if wrong in override:
            sentence = f"`{wrong}` may not be specified in a `{which}` profile"
            if wrong in ("package", "build-override"):
                sentence = f"{'package-specific' if wrong == 'package' else wrong} profiles cannot be nested"
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), manifest.place(*key, wrong, part="key"))
            return
    yield from _unstable(manifest, key, override)


def _unstable(manifest: "Manifest", key: KeyPath, profile: dict[str, Any]) -> Iterator[Refusal]:
    from policy.cargo.cargo_features import required  # few manifests have a profile

    for name, feature in _UNSTABLE.items():
        if name in profile:
            yield required(feature, manifest.place(*key, name), "")
    if profile.get("panic") == "immediate-abort":
        yield required("panic-immediate-abort", manifest.place(*key, "panic"), "")


def _layer_types(manifest: "Manifest", key: KeyPath, profile: Any) -> Iterator[Refusal]:
    if isinstance(profile, list):
        if profile:  # to the deserializer a list of the fields' values
            yield from _opt_level(manifest, (*key, 0), profile[0])
        return
    if not isinstance(profile, dict):
        yield wrong_type(manifest, key, profile, "struct TomlProfile")
        return
    for name, value in profile.items():
        at = (*key, name)
        if name in _SWITCHES and type(value) is not bool:
            yield wrong_type(manifest, at, value, "a boolean")
        elif name in _STRINGS and type(value) is not str:
            yield wrong_type(manifest, at, value, "a string")
        elif name in ("lto", "strip") and type(value) not in (bool, str):
            yield wrong_type(manifest, at, value, "a boolean or string")
        elif name == "codegen-units":
            yield from _codegen_units(manifest, at, value)
        elif name == "opt-level":
            yield from _opt_level(manifest, at, value)
        elif name == "rustflags":
            yield from _rustflags(manifest, at, value)
        elif name == "trim-paths":
            yield from _trim_paths(manifest, at, value)
        elif name == "debug" and type(value) is not bool and (type(value) not in (int, str) or value not in _DEBUG):
            what = "value" if type(value) in (int, str) else "type"
            yield refused_value(manifest, at, f"invalid {what}: {serde_kind(value)}, expected {_DEBUG_WORDS}")
        elif name == "build-override":
            yield from _layer_types(manifest, at, value)
        elif name == "package":
            yield from _packages(manifest, at, value)


def _opt_level(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) not in (int, str):
        yield wrong_type(manifest, key, value, "an optimization level")
    elif type(value) is str and value not in _OPT_LEVELS:
        yield refused_value(manifest, key, f'must be `0`, `1`, `2`, `3`, `s` or `z`, but found the string: "{value}"')


def _rustflags(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) is not list:
        yield wrong_type(manifest, key, value, "a sequence")
        return
    for number, flag in enumerate(value):
        if type(flag) is not str:
            yield wrong_type(manifest, (*key, number), flag, "a string")


def _trim_paths(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) is str and value not in ("none", "all", *_TRIMMED):
        yield refused_value(manifest, key, f"expected {_TRIM_WORDS}")
    elif type(value) not in (bool, str, list):
        yield wrong_type(manifest, key, value, _TRIM_WORDS)
    for one in value if type(value) is list else ():
        if type(one) is not str:
            yield wrong_type(manifest, key, one, "a string")
        elif one not in _TRIMMED:
            choice = ", ".join(f"`{name}`" for name in _TRIMMED)
            yield refused_value(manifest, key, f"unknown variant `{one}`, expected one of {choice}")


def _codegen_units(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) is not int:
        yield wrong_type(manifest, key, value, "u32")
    elif not 0 <= value < 2**32:
        yield refused_value(manifest, key, f"invalid value: integer `{value}`, expected u32")


def _packages(manifest: "Manifest", key: KeyPath, packages: Any) -> Iterator[Refusal]:
    if not isinstance(packages, dict):
        yield wrong_type(manifest, key, packages, "a map")
        return
    for name, profile in packages.items():
        is_plain = not any(sign in name for sign in "@:/#*")
        if is_plain and (error := package_name_error(name)):
            yield refused_value(manifest, (*key, name), error, "key")
        yield from _layer_types(manifest, (*key, name), profile)


def profile_name_error(name: str) -> str | None:
    """Return what cargo says of a name that no profile can have (`ProfileName` of cargo-util-schemas), or None."""
    for char in name:
        if not (char.isalnum() or char in "_-"):
            reason = "allowed characters are letters, numbers, underscore, and hyphen"
            return f"invalid character `{char}` in profile name: `{name}`, {reason}"
    lower, advice = name.lower(), ""
    if lower == "debug":
        advice = "To configure the default development profile, use the name `dev` as in [profile.dev]"
    elif lower == "build-override":
        advice = f"To configure build dependency settings, use {_BUILD_OVERRIDE}"
    elif lower in _RESERVED or lower.startswith("cargo"):
        advice = "Please choose a different name."
    if not advice:
        return None
    more = "See https://doc.rust-lang.org/cargo/reference/profiles.html for more on configuring profiles."
    return f"profile name `{name}` is reserved\n{advice}\n{more}"
