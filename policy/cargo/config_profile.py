"""What cargo refuses in a `[profile.NAME]` of the config (`get_config_profile` in core/profiles.rs, `TomlProfile`)."""

from collections.abc import Iterator
from typing import Any

from policy.cargo.config import Config
from policy.cargo.config_types import (
    Key,
    Section,
    any_of,
    boolean,
    list_of_strings,
    section_errors,
    string,
    unsigned,
)
from policy.cargo.config_value import Value, dotted
from policy.cargo.names import environment_key, package_name_error
from policy.cargo.place import Place
from policy.cargo.profiles import (
    DEBUG,
    DEBUG_WORDS,
    OPT_LEVELS,
    STRINGS,
    SWITCHES,
    TRIM_WORDS,
    unknown_level,
    validated,
)
from policy.cargo.refusal import CargoError


def _level_problem(level: Any) -> str:
    return unknown_level(level) if isinstance(level, str) and level not in OPT_LEVELS else ""


def _debug_problem(debug: Any) -> str:
    if isinstance(debug, bool) or debug in DEBUG:
        return ""
    shown = f'string "{debug}"' if isinstance(debug, str) else f"integer `{debug}`"
    return f"invalid value: {shown}, expected {DEBUG_WORDS}"


def _trim_problem(trim: Any) -> str:
    return f"expected {TRIM_WORDS}" if isinstance(trim, str) and f'"{trim}"' not in TRIM_WORDS else ""


_LAYER: Section = {
    **dict.fromkeys(SWITCHES, boolean),
    **dict.fromkeys(STRINGS, string),
    **dict.fromkeys(("lto", "strip"), any_of("a boolean or string", bool, str)),
    "codegen-units": unsigned(32),
    "opt-level": any_of("an optimization level", int, str, problem=_level_problem),
    "debug": any_of(DEBUG_WORDS, bool, int, str, problem=_debug_problem),
    "rustflags": list_of_strings,
    "trim-paths": any_of(TRIM_WORDS, bool, str, list, problem=_trim_problem),
}
_SAID_BY_VARIABLE = ("panic", "inherits", "dir-name", "lto", "codegen-backend")


def profile_errors(config: Config, name: str, value: Value | None) -> Iterator[CargoError]:
    """Yield what cargo refuses in the profile `name` of the config; its types come first.

    value: what files and arguments say of it; None where only variables of the environment may.
    """
    key, variable = ("profile", name), f"CARGO_PROFILE_{environment_key(name)}"
    where = value.definition if value else f"environment variable `{variable}`"
    wrong = list(_layer_errors(config, key, value))
    yield from (error.under(f"error in {where}: could not load config key `{dotted(key)}`") for error in wrong)
    if wrong or (value is not None and not isinstance(value.data, dict)):
        return
    settings: dict[str, Any] = _plain(value) if value else {}
    for field in _SAID_BY_VARIABLE:
        if (said := config.variable(*key, field)) is not None:
            settings[field] = {"true": True, "false": False}.get(str(said.data), said.data)
    for refusal in validated(name, settings, value.place if value else Place(variable)):
        yield CargoError(
            f"config profile `{name}` is not valid (defined in `{where}`)", *refusal.chain, place=refusal.place
        )


def _layer_errors(config: Config, key: Key, value: Value | None) -> Iterator[CargoError]:
    yield from section_errors(config, key, _LAYER, value)
    if value is None:
        return
    if override := value.table.get("build-override"):
        yield from _layer_errors(config, (*key, "build-override"), override)
    packages = value.table.get("package")
    if packages is not None and not isinstance(packages.data, dict):
        yield from section_errors(config, (*key, "package"), {}, packages)
    for name, layer in sorted(packages.table.items()) if packages else ():
        if not any(sign in name for sign in "@:/#*") and (error := package_name_error(name)):
            yield CargoError(error, place=layer.place)
        yield from _layer_errors(config, (*key, "package", name), layer)


def _plain(value: Value) -> Any:
    """Return the value without where it came from."""
    if isinstance(value.data, dict):
        return {name: _plain(item) for name, item in value.data.items()}
    return [_plain(item) for item in value.data] if isinstance(value.data, list) else value.data
