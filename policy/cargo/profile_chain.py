"""Which profiles stand on which, as a command that compiles puts them together (`core/profiles.rs` of cargo 1.95)."""

from typing import Any

from policy.cargo.config import Config
from policy.cargo.manifest import Manifest
from policy.cargo.place import Place
from policy.cargo.profiles import profile_name_error
from policy.cargo.refusal import Phase, Refusal

_ROOTS = ("dev", "release")
_BUILT_IN = {"bench": "release", "doc": "dev", "test": "dev"}
"""The profiles that are always there, and what each inherits from."""


def profile_chain_refusal(root: Manifest, config: Config, asked: str | None) -> Refusal | None:
    """Return what is refused in the profiles of a workspace, or None.

    root: its manifest. asked: the profile of the command line, None for the command's own.
    """
    if any(variable.startswith("CARGO_PROFILE_") for variable in config.environment):
        return None  # these can define profiles, too
    if asked is not None and (sentence := profile_name_error(asked)):
        return Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""), (0,), asked)
    parents: dict[str, str | None] = dict(_BUILT_IN)
    table: Any = root.data.get("profile")
    for name, profile in table.items() if isinstance(table, dict) else ():
        inherits = profile.get("inherits", _BUILT_IN.get(name)) if isinstance(profile, dict) else None
        parents[name] = inherits if isinstance(inherits, str) else None
    configured = config.root.table.get("profile")
    for name, value in configured.table.items() if configured else ():
        inherits = value.table.get("inherits")
        if name in parents or name == asked:
            parents[name] = str(inherits.data) if inherits else parents.get(name)
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
