"""What cargo refuses in `[profile]` of a manifest (`validate_profile` in util/toml/mod.rs, `TomlProfile`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policy.cargo.names import package_name_error
from policy.cargo.place import KeyPath
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
_UNSTABLE = {
    "codegen-backend": "codegen-backend",
    "rustflags": "profile-rustflags",
    "trim-paths": "trim-paths",
    "panic": "panic-immediate-abort",
}
"""Keys, and the features that each needs; `panic` only for one value."""

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
        if error := _name_error(name):
            yield refused_value(manifest, key, error, "key")
        yield from _layer_types(manifest, key, profile)


def profile_refusals(manifest: "Manifest") -> Iterator[Refusal]:
    """Yield what cargo refuses in profiles whose types are right."""
    profiles = manifest.data.get("profile")
    for name, profile in sorted(profiles.items()) if isinstance(profiles, dict) else ():
        for key, sentence in profile_mistakes(name, profile) if isinstance(profile, dict) else ():
            place = manifest.place("profile", name, *key, part="key" if len(key) > 1 else "value")
            yield Refusal("invalid-manifest", Phase.MANIFEST, (sentence,), place)


def profile_mistakes(name: str, profile: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield what cargo refuses in a profile whose types are right, in its order: the key below it, and the sentence."""
    yield from _unstable(profile)
    override = profile.get("build-override")
    if isinstance(override, dict):
        yield from _in_override(("build-override",), override, "build-override")
    packages = profile.get("package")
    for package, settings in sorted(packages.items()) if isinstance(packages, dict) else ():
        if isinstance(settings, dict):
            yield from _in_override(("package", package), settings, "package")
    if "dir-name" in profile:
        sentence = f'dir-name="{profile["dir-name"]}" in profile `{name}` is not currently allowed, directory names are'
        yield ("dir-name",), f"{sentence} tied to the profile name for custom profiles"
    if profile.get("inherits") == "debug":
        yield ("inherits",), f'profile.{name}.inherits="debug" should be profile.{name}.inherits="dev"'
    if isinstance(panic := profile.get("panic"), str) and panic not in ("unwind", "abort", "immediate-abort"):
        sentence = f"`panic` setting of `{panic}` is not a valid setting, must be"
        yield ("panic",), f"{sentence} `unwind`, `abort`, or `immediate-abort`."
    if profile.get("lto") in ("true", "false"):
        sentence = f'`lto` setting of string `"{profile["lto"]}"` for `{name}` profile is not a valid setting, must be'
        yield ("lto",), f'{sentence} a boolean (`true`/`false`) or a string (`"thin"`/`"fat"`/`"off"`) or omitted.'


def _unstable(profile: dict[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield what a stable cargo does not take (`validate_profile_layer`)."""
    for key, feature in _UNSTABLE.items():
        if key in profile if key != "panic" else profile.get(key) == "immediate-abort":
            from policy.cargo.cargo_features import required_sentence  # few have any, and an import takes its time

            yield (key,), required_sentence(feature)
            return


def _in_override(key: KeyPath, override: dict[str, Any], which: str) -> Iterator[tuple[KeyPath, str]]:
    for wrong in ("package", "build-override", "panic", "lto", "rpath"):
        if wrong in override:
            sentence = f"`{wrong}` may not be specified in a `{which}` profile"
            if wrong in ("package", "build-override"):
                sentence = f"{'package-specific' if wrong == 'package' else wrong} profiles cannot be nested"
            yield (*key, wrong), sentence
            return
    yield from (((*key, *inner), sentence) for inner, sentence in _unstable(override))


def _layer_types(manifest: "Manifest", key: KeyPath, profile: Any) -> Iterator[Refusal]:
    if isinstance(profile, list):
        return  # to the deserializer a list of the fields' values, which is taken for one
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
            if type(value) not in (int, str):
                yield wrong_type(manifest, at, value, "an optimization level")
            elif type(value) is str and value not in OPT_LEVELS:
                sentence = f'must be `0`, `1`, `2`, `3`, `s` or `z`, but found the string: "{value}"'
                yield refused_value(manifest, at, sentence)
        elif name == "debug" and type(value) is not bool and (type(value) not in (int, str) or value not in DEBUG):
            what = "value" if type(value) in (int, str) else "type"
            yield refused_value(manifest, at, f"invalid {what}: {serde_kind(value)}, expected {DEBUG_WORDS}")
        elif name == "build-override":
            yield from _layer_types(manifest, at, value)
        elif name == "package":
            yield from _packages(manifest, at, value)


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


def _name_error(name: str) -> str | None:
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
