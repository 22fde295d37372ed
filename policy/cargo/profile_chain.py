"""Which profiles stand on which, as a command that compiles puts them together (`core/profiles.rs` of cargo 1.95)."""

from collections.abc import Iterable, Iterator
from typing import Any

from policy.cargo.config import Config
from policy.cargo.config_value import ENVIRONMENT, Value
from policy.cargo.manifest import Manifest
from policy.cargo.names import environment_key
from policy.cargo.place import Place
from policy.cargo.profiles import profile_name_error
from policy.cargo.refusal import CargoError, Phase, Refusal

ALWAYS = ("bench", "dev", "release", "test")
"""The profiles that cargo looks up whatever it compiles."""

VARIABLES = "CARGO_PROFILE_"
"""How the variables begin that stand for keys of profiles."""

_ROOTS = ("dev", "release")
_BUILT_IN = {"bench": "release", "doc": "dev", "test": "dev"}
"""The profiles that are always there, and what each inherits from."""


def profile_chain_refusal(root: Manifest, config: Config, asked: str | None) -> Refusal | None:
    """Return what is refused in the profiles of a workspace, or None.

    root: its manifest. asked: the profile of the command line, None for the command's own.
    """
    if asked is not None and (error := profile_name_error(asked)):
        return Refusal("invalid-argument", Phase.SELECTION, (error,), Place(""), (1,), asked)
    if any(variable.startswith(VARIABLES) for variable in config.environment):
        return None  # these can define profiles, too
    table: Any = root.data.get("profile")
    parents = _parents(root, config, asked)
    for name in sorted(parents):
        if sentence := _error(name, parents):
            place = root.place("profile", name) if isinstance(table, dict) and name in table else Place("")
            return Refusal("invalid-manifest", Phase.COMPILE, (sentence,), place, (-1,), name)
    if asked == "doc":
        sentence = "profile `doc` is reserved and not allowed to be explicitly specified"
        return Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""), (1,), asked)
    if asked is not None and asked not in (*parents, *_ROOTS):
        sentence = f"profile `{asked}` is not defined"
        return Refusal("invalid-argument", Phase.COMPILE, (sentence,), Place(""), (-1,), asked)
    return None


def _parents(root: Manifest, config: Config, asked: str | None) -> dict[str, str | None]:
    """Return what each profile inherits from; of the config's those that are reached (`merge_config_profiles`)."""
    parents: dict[str, str | None] = dict(_BUILT_IN)
    table: Any = root.data.get("profile")
    for name, profile in table.items() if isinstance(table, dict) else ():
        inherits = profile.get("inherits", _BUILT_IN.get(name)) if isinstance(profile, dict) else None
        parents[name] = inherits if isinstance(inherits, str) else None
    waiting, seen = [asked or "dev", "bench", "test", "release", "dev", *sorted(parents, reverse=True)], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if (value := configured(config, name)) is not None:
            inherits = value.table.get("inherits")
            parents[name] = str(inherits.data) if inherits else parents.get(name)
        if (parent := parents.get(name)) is not None:
            waiting.append(parent)
    return parents


def configured(config: Config, name: str) -> Value | None:
    """Return the profile `name` of the config, an empty one where variables alone say something of it, or None."""
    profiles = config.root.table.get("profile")
    if profiles is not None and name in profiles.table:
        return profiles.table[name]
    variable = f"{VARIABLES}{environment_key(name)}"
    if any(one.startswith(f"{variable}_") for one in config.environment):
        return Value({}, ENVIRONMENT, Place(variable))
    return None


def config_profile_errors(root: Manifest, config: Config, asked: str | None) -> Iterator[CargoError]:
    """Yield what cargo refuses in the profiles of the config that it reads; see `profile_chain_refusal`."""
    named = [name for name in (*_parents(root, config, asked), *_ROOTS) if name != "doc"]
    yield from named_profile_errors(config, named)


def named_profile_errors(config: Config, names: Iterable[str]) -> Iterator[CargoError]:
    """Yield what cargo refuses in the profiles of the config that have these names."""
    profiles = config.root.table.get("profile")
    if profiles is None and not any(name.startswith(VARIABLES) for name in config.environment):
        return
    from policy.cargo.config_profile import profile_errors  # few configs have any

    if profiles is not None and not isinstance(profiles.data, dict):
        sentence = f"expected table for configuration key `profile`, but found {profiles.kind} in {profiles.definition}"
        yield CargoError(sentence, place=profiles.place)
        return
    for name in names:
        yield from profile_errors(config, name, configured(config, name))


def _error(name: str, parents: dict[str, str | None]) -> str | None:
    """Return what is wrong with one profile and those that it stands on, or None."""
    if name in _ROOTS:
        return f"`inherits` must not be specified in root profile `{name}`" if parents[name] is not None else None
    seen = {name}
    while (parent := parents[name]) not in _ROOTS:
        if parent is None:
            why = "(`inherits` is required for all profiles except `dev` or `release`)"
            return f"profile `{name}` is missing an `inherits` directive {why}"
        if parent in seen:
            return f"profile inheritance loop detected with profile `{name}` inheriting `{parent}`"
        if parent not in parents:
            return f"profile `{name}` inherits from `{parent}`, but that profile is not defined"
        seen.add(parent)
        name = parent
    return None
