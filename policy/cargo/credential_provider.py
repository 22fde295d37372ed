"""A credential provider as cargo's config names it, and the program that it means (`auth/mod.rs` of cargo 1.95)."""

import os
import re
from typing import NamedTuple

from policy.cargo.config import Config, config_root
from policy.cargo.config_value import ENVIRONMENT, Value, dotted
from policy.cargo.last import last
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError

TOKEN = "cargo:token"  # noqa: S105 - a provider's name
BUILT_IN = (
    TOKEN,
    "cargo:paseto",
    "cargo:token-from-stdout",
    "cargo:wincred",
    "cargo:macos-keychain",
    "cargo:libsecret",
)


class Provider(NamedTuple):
    """One provider that cargo asks.

    program: what cargo starts: a name of BUILT_IN, an absolute path, or a bare name that is looked up on PATH. Like
        cargo's, a path keeps its dots.
    args: what it hands over in each request.
    written: the program's name or path as the config has it, before any alias.
    value: where the config names it.
    alias: the alias that `written` is, where it is one and is used.
    shadowed: the alias that cargo ignores, with a warning, because `written` is one of BUILT_IN.
    """

    program: str
    args: tuple[str, ...]
    written: str
    value: Value
    alias: Value | None = None
    shadowed: Value | None = None

    @property
    def is_built_in(self) -> bool:
        """Whether cargo itself is the provider and starts no program."""
        return self.program in BUILT_IN

    @property
    def command(self) -> str:
        """The program and its arguments, as cargo prints them."""
        return " ".join([self.program, *self.args])


DEFAULT = Provider(TOKEN, (), TOKEN, Value(TOKEN, 0, Place("")))
"""What cargo asks where the config names nobody."""


def own_provider(config: Config, *table: str) -> Provider | None:
    """Return the provider that stands in the table of a registry, or None.

    Raises CargoError for an empty one and for anything but a string or an array of strings.
    """
    found = _words(config, *table, "credential-provider")
    return None if found is None else _resolved(config, *found)


@last
def global_providers(config: Config) -> tuple[Provider, ...]:
    """Return `registry.global-credential-providers` in the order in which cargo asks, the last of the list first.

    The lists of all files are one, and the words of the variable stand behind them, as providers without arguments.
    Raises CargoError for anything but an array of strings.
    """
    key = ("registry", "global-credential-providers")
    found, variable = config.written(*key), config.variable(*key)
    if found is not None and not isinstance(found.data, list):
        what = f"expected a list, but found a {found.kind} for `{dotted(key)}` in {found.definition}"
        raise _invalid(f"invalid configuration for key `{dotted(key)}`\n{what}", place=found.place)
    items = list(found.items) if found else []
    if variable is not None:
        items += [variable._replace(data=word) for word in str(variable.data).split()]
    items.sort(key=lambda item: item.origin)
    providers = []
    for number, item in enumerate(items):
        if not isinstance(item.data, str):
            where = f"error in {item.definition}: failed to parse config at `{dotted(key)}[{number}]`"
            what = f"invalid type: {item.serde_kind}, expected a string"
            raise _invalid(where, what, place=item.place)
        words = [word for word in re.split("[ \t\n\f\r]+", item.data) if word]
        providers.append(_resolved(config, item, words or [""]))
    return tuple(providers[::-1])


def _resolved(config: Config, value: Value, words: list[str]) -> Provider:
    """Follow an alias, one step and only where there are no arguments, and find out which program is meant."""
    written, alias = words[0], None
    if len(words) == 1:
        alias = _alias(config, written)
    if written in BUILT_IN:
        return Provider(written, tuple(words[1:]), written, value, shadowed=alias and alias[0])
    named_by, words = alias or (value, words)
    program = words[0]
    if "/" in program:
        program = os.path.join(config_root(named_by, config.folder), program)
    return Provider(program, tuple(words[1:]), written, value, alias and alias[0])


def _alias(config: Config, name: str) -> tuple[Value, list[str]] | None:
    """Return the value of an alias and its words. A mistake in it is none to cargo: then there is no such alias."""
    try:
        return _words(config, "credential-alias", *name.split("."))
    except CargoError:
        return None


def _words(config: Config, *key: str) -> tuple[Value, list[str]] | None:
    """Return a program and its arguments (`PathAndArgs` in context/path.rs) with the value that they stand in."""
    found, variable = config.written(*key), config.variable(*key)
    if found is not None and not isinstance(found.data, (str, list)):
        where = f"error in {found.definition}: could not load config key `{dotted(key)}`"
        what = f"expected a string or array of strings, but found a {found.kind} for `{dotted(key)}`"
        what = f"invalid configuration for key `{dotted(key)}`\n{what} in {found.definition}"
        raise _invalid(where, what, place=found.place)
    if variable is not None and (found is None or found.origin <= ENVIRONMENT):
        found = variable
    if found is None:
        return None
    words = found.data.split() if isinstance(found.data, str) else [_text(item, key) for item in found.items]
    if not words:
        raise _invalid("invalid length 0, expected at least one element", place=found.place)
    return found, words


def _text(item: Value, key: tuple[str, ...]) -> str:
    if not isinstance(item.data, str):
        where = f"error in {item.definition}: could not load config key `{dotted(key)}`"
        what = f"error in {item.definition}: `{dotted(key)}` expected string, but found a {item.kind}"
        raise _invalid(where, what, place=item.place)
    return item.data


def _invalid(*chain: str, place: Place) -> CargoError:
    return CargoError(*chain, place=place, cause="invalid-credential-provider")
