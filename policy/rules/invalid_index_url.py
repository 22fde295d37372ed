"""The index of a registry is no URL that cargo can use.

## What it does
Takes the `index` of every registry, and a dependency's `registry-index` and `git`, apart as cargo does, and looks for
variables in the `index`.

## Why
A relative path, `git@host:path`, an empty string or `${VARIABLE}` is no URL: cargo expands no variables in its
config. It refuses the registry at its first use.

## Example
    [registries.company]
    index = "git@git.example.com:rust/index.git"

## Fix
Write a whole URL: `sparse+https://...` for a sparse index, `ssh://git@host/path` for git over ssh.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.cargo.publish import index_place
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "invalid-index-url"
SEVERITY = "error"

_NO_VARIABLES = "cargo expands no variables in its config; set CARGO_REGISTRIES_<NAME>_INDEX in the environment instead"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each index URL that does not parse."""
    for refusal in context.refused(NAME):
        reason = refusal.chain[-1]
        fix = _fix(reason, refusal.place)
        yield Finding(NAME, SEVERITY, reason, refusal.place, _advice(reason), refusal=refusal, fix=fix)
    config = context.config
    for name in config.registry_names():
        place = index_place(config, name)
        if place is not None and config.defines(name) and _has_variable(str(config.registry_index(name, place))):
            message = f"the index of `{name}` holds a variable, which cargo takes as it stands"
            yield Finding(NAME, SEVERITY, message, place, _NO_VARIABLES)


def _has_variable(url: str) -> bool:
    return "${" in url or "{{" in url or "://$" in url


def _fix(reason: str, place: Place) -> tuple[Edit, ...]:
    """Return the edit that writes the URL that cargo suggests in place of `git@host:path`; none where it has none."""
    meant = reason.partition("try using `")[2].partition("`")[0]
    plain = meant.startswith("ssh://") and meant.isascii() and not set(meant) & set('"\\ ${}')
    return (Edit(place, f'"{meant}"'),) if plain and place.key else ()


def _advice(reason: str) -> str:
    if "try using" in reason:
        return ""
    if "$" in reason:
        return _NO_VARIABLES
    return "write the whole URL, such as sparse+https://host/path/"
