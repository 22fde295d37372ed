"""What cargo refuses in `[profile]` of a manifest (`validate_profile` in util/toml/mod.rs, `TomlProfile`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.names import package_name_error
from policy.cargo.place import KeyPath, Place
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.value_refusal import refused_value, serde_kind, wrong_type

if TYPE_CHECKING:
    from policy.cargo.manifest import Manifest

SWITCHES = ("debug-assertions", "rpath", "overflow-checks", "incremental", "hint-mostly-unused")
STRINGS = ("panic", "inherits", "dir-name", "split-debuginfo", "codegen-backend")
OPT_LEVELS = ("s", "z")
"""Those that are strings; the others are numbers."""

DEBUG = (0, 1, 2, "none", "limited", "full", "line-tables-only", "line-directives-only")
DEBUG_WORDS = 'a boolean, 0, 1, 2, "none", "limited", "full", "line-tables-only", or "line-directives-only"'
TRIM_WORDS = 'a boolean, "none", "diagnostics", "macro", "object", "all", or an array with these options'
_TRIMMED = ("diagnostics", "macro", "object")
# fmt: off
_RESERVED = (
    "build", "check", "clean", "config", "fetch", "fix", "install", "metadata", "package", "publish", "report", "root",
    "run", "rust", "rustc", "rustdoc", "target", "tmp", "uninstall",
)
# fmt: on
_FEATURES = {
    "codegen-backend": "codegen-backend",
    "rustflags": "profile-rustflags",
    "trim-paths": "trim-paths",
    "panic": "panic-immediate-abort",
}
"""What cargo takes only with a feature; of `panic` one value."""

_BUILD_OVERRIDE = "[profile.dev.build-override] and [profile.release.build-override]"


def unknown_level(text: str) -> str:
    """Return cargo's words for an `opt-level` that is none."""
    return f'must be `0`, `1`, `2`, `3`, `s` or `z`, but found the string: "{text}"'


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
            yield from validated(name, profile, manifest.place("profile", name))


def validated(name: str, profile: dict[str, Any], place: Place) -> Iterator[Refusal]:
    """Yield what cargo refuses in one profile, which stands at `place` (`validate_profile`)."""
    yield from _needing_features(profile, place)
    if isinstance(override := profile.get("build-override"), dict):
        yield from _override(override, "build-override", place.at("build-override"))
    packages = profile.get("package")
    for package, override in sorted(packages.items()) if isinstance(packages, dict) else ():
        if isinstance(override, dict):
            yield from _override(override, "package", place.at("package", package))
    if "dir-name" in profile:
        sentence = f'dir-name="{profile["dir-name"]}" in profile `{name}` is not currently allowed, directory names are'
        yield _invalid(f"{sentence} tied to the profile name for custom profiles", place.at("dir-name"))
    if profile.get("inherits") == "debug":
        sentence = f'profile.{name}.inherits="debug" should be profile.{name}.inherits="dev"'
        yield _invalid(sentence, place.at("inherits"))
    if isinstance(panic := profile.get("panic"), str) and panic not in ("unwind", "abort", "immediate-abort"):
        sentence = f"`panic` setting of `{panic}` is not a valid setting, must be"
        yield _invalid(f"{sentence} `unwind`, `abort`, or `immediate-abort`.", place.at("panic"))
    if profile.get("lto") in ("true", "false"):
        sentence = f'`lto` setting of string `"{profile["lto"]}"` for `{name}` profile is not a valid setting, must be'
        sentence += ' a boolean (`true`/`false`) or a string (`"thin"`/`"fat"`/`"off"`) or omitted.'
        yield _invalid(sentence, place.at("lto"))


def _invalid(sentence: str, place: Place) -> Refusal:
    return Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place)


def _override(override: dict[str, Any], which: str, place: Place) -> Iterator[Refusal]:
    for wrong in ("package", "build-override", "panic", "lto", "rpath"):
        if wrong in override:
            sentence = f"`{wrong}` may not be specified in a `{which}` profile"
            if wrong in ("package", "build-override"):
                sentence = f"{'package-specific' if wrong == 'package' else wrong} profiles cannot be nested"
            yield _invalid(sentence, place.at(wrong, part="key"))
            return
    yield from _needing_features(override, place)


def _needing_features(layer: dict[str, Any], place: Place) -> Iterator[Refusal]:
    for key, feature in _FEATURES.items():
        if key in layer and (key != "panic" or layer[key] == "immediate-abort"):
            from policy.cargo.cargo_features import required  # few need one, and an import takes its time

            yield required(feature, place.at(key), key)


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
        if name in SWITCHES and type(value) is not bool:
            yield wrong_type(manifest, at, value, "a boolean")
        elif name in STRINGS and type(value) is not str:
            yield wrong_type(manifest, at, value, "a string")
        elif name in ("lto", "strip") and type(value) not in (bool, str):
            yield wrong_type(manifest, at, value, "a boolean or string")
        elif name == "rustflags" and type(value) is not list:
            yield wrong_type(manifest, at, value, "a sequence")
        elif name == "trim-paths" and type(value) not in (bool, str, list):
            yield wrong_type(manifest, at, value, TRIM_WORDS)
        elif name == "codegen-units":
            yield from _codegen_units(manifest, at, value)
        elif name == "opt-level":
            yield from _opt_level(manifest, at, value)
        elif name == "rustflags":
            yield from _rustflags(manifest, at, value)
        elif name == "trim-paths":
            yield from _trim_paths(manifest, at, value)
        elif name == "debug" and type(value) is not bool and (type(value) not in (int, str) or value not in DEBUG):
            what = "value" if type(value) in (int, str) else "type"
            yield refused_value(manifest, at, f"invalid {what}: {serde_kind(value)}, expected {DEBUG_WORDS}")
        elif name == "build-override":
            yield from _layer_types(manifest, at, value)
        elif name == "package":
            yield from _packages(manifest, at, value)


def _opt_level(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) not in (int, str):
        yield wrong_type(manifest, key, value, "an optimization level")
    elif type(value) is str and value not in OPT_LEVELS:
        yield refused_value(manifest, key, unknown_level(value))


def _rustflags(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) is not list:
        yield wrong_type(manifest, key, value, "a sequence")
        return
    for number, flag in enumerate(value):
        if type(flag) is not str:
            yield wrong_type(manifest, (*key, number), flag, "a string")


def _trim_paths(manifest: "Manifest", key: KeyPath, value: Any) -> Iterator[Refusal]:
    if type(value) is str and value not in ("none", "all", *_TRIMMED):
        yield refused_value(manifest, key, f"expected {TRIM_WORDS}")
    elif type(value) not in (bool, str, list):
        yield wrong_type(manifest, key, value, TRIM_WORDS)
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
