"""`[profile]` in cargo's config, which commands that compile read (`core/profiles.rs` of cargo 1.95)."""

from collections.abc import Iterable
from typing import Any

from policy.cargo.config import Config
from policy.cargo.config_types import (
    Key,
    Type,
    any_of,
    boolean,
    field_errors,
    list_of_strings,
    located,
    string,
    table_of,
    u32,
    variable_errors,
)
from policy.cargo.config_value import Value, dotted
from policy.cargo.place import Place
from policy.cargo.profiles import DEBUG, DEBUG_WORDS, OPT_LEVELS, STRINGS, SWITCHES, TRIM_WORDS, profile_mistakes
from policy.cargo.refusal import CargoError

ALWAYS = ("bench", "dev", "release", "test")
"""The profiles that cargo looks up whatever it compiles."""


def config_profile_error(config: Config, named: Iterable[str] | None) -> CargoError | None:
    """Return what cargo refuses first in the profiles of its config, or None.

    named: the profiles of the manifest, and that of the command line; None for all that the config has.
    """
    table = config.root.table.get("profile")
    if table is not None and not isinstance(table.data, dict):
        what = f"expected table for configuration key `profile`, but found {table.kind} in {table.definition}"
        return CargoError(what, place=table.place)
    configured = table.table if table else {}
    wanted, looked_up = sorted({*(configured if named is None else named), *ALWAYS}), set()
    while wanted:
        name = wanted.pop(0)
        if name in looked_up:
            continue
        looked_up.add(name)
        profile = configured.get(name)
        if error := _profile_error(config, name, profile):
            return error
        inherits = profile.table.get("inherits") if profile else None
        wanted += [str(inherits.data)] if inherits else []
    return None


def _profile_error(config: Config, name: str, profile: Value | None) -> CargoError | None:
    key = ("profile", name)
    wrong: list[CargoError] = [
        *variable_errors(config, key, _KINDS),
        *(field_errors(profile, key, _KINDS) if profile else ()),
    ]
    variable = "CARGO_PROFILE_" + name.upper().replace("-", "_")
    where = profile.definition if profile else f"environment variable `{variable}`"
    if wrong:
        return wrong[0].under(f"error in {where}: could not load config key `{dotted(key)}`")
    settings: dict[str, Any] = _plain(profile) if profile else {}
    for field in ("panic", "inherits", "dir-name", "lto", "codegen-backend"):
        if (value := config.variable(*key, field)) is not None:
            settings[field] = {"true": True, "false": False}.get(str(value.data), value.data)
    for below, sentence in profile_mistakes(name, settings):
        place = profile.place.at(*below) if profile else Place(variable)
        return CargoError(f"config profile `{name}` is not valid (defined in `{where}`)", sentence, place=place)
    return None


def _plain(value: Value) -> Any:
    """Return the value as it stood in the file."""
    if isinstance(value.data, dict):
        return {name: _plain(item) for name, item in value.data.items()}
    return [_plain(item) for item in value.data] if isinstance(value.data, list) else value.data


def _layer(value: Value, key: Key) -> CargoError | None:
    """Take the settings of a profile, of its build scripts, or of one package."""
    return next(field_errors(value, key, _KINDS), None)


def _opt_level(value: Value, key: Key) -> CargoError | None:
    """Take a level of optimization; the variable of the environment may have it as a number, too."""
    if isinstance(value.data, str) and value.data not in OPT_LEVELS and not _is_number(value):
        sentence = f'must be `0`, `1`, `2`, `3`, `s` or `z`, but found the string: "{value.data}"'
        return located(lambda *_: CargoError(sentence, place=value.place))(value, key)
    return any_of("an optimization level", int, str)(value, key)


def _debug(value: Value, key: Key) -> CargoError | None:
    """Take how much debug information is wanted."""
    known = value.data in DEBUG or _is_number(value) or value.data in ("true", "false")
    if type(value.data) in (int, str) and not known:
        sentence = f"invalid value: {value.serde_kind}, expected {DEBUG_WORDS}"
        return located(lambda *_: CargoError(sentence, place=value.place))(value, key)
    return any_of(DEBUG_WORDS, int, str, bool)(value, key)


def _trim_paths(value: Value, key: Key) -> CargoError | None:
    """Take what is cut out of paths; the list of what there is to cut is looked at by nobody but a nightly cargo."""
    if isinstance(value.data, str) and value.data not in ("true", "false") and f'"{value.data}"' not in TRIM_WORDS:
        return located(lambda *_: CargoError(f"expected {TRIM_WORDS}", place=value.place))(value, key)
    return any_of(TRIM_WORDS, bool, str, list)(value, key)


def _is_number(value: Value) -> bool:
    """Whether it is a variable of the environment with a number, which cargo takes for one."""
    return not value.place.key and str(value.data).isdigit()


_KINDS: dict[str, Type] = {
    "opt-level": _opt_level,
    **dict.fromkeys(("lto", "strip"), any_of("a boolean or string", bool, str)),
    "codegen-units": u32,
    "debug": _debug,
    **dict.fromkeys(SWITCHES, boolean),
    **dict.fromkeys(STRINGS, string),
    "rustflags": list_of_strings,
    "package": table_of(_layer),
    "build-override": _layer,
    "trim-paths": _trim_paths,
}
