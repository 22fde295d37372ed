"""cargo cannot load a config file.

## What it does
Loads the config files as cargo does: TOML, types, `include`, and the merge of all files; and reads the values that a
command needs: `[http]`, `[net]`, `[build]`, `[term]`, `[target]`, `[env]`, `[patch]`, `paths`, and who is asked for a
token.

## Why
A config file that cannot be loaded stops every cargo command below its folder; a value of a wrong type stops those
that need it.

## Example
    # .cargo/config.toml
    [registries.company
    index = "sparse+https://registry.example.com/index/"

## Fix
Correct what the message names. An `include` is a list of paths that end in `.toml`, relative to the including file.
"""

from collections.abc import Iterator

from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.edit import Edit, quoted
from policy.finding import Finding
from policy.said import without_place

NAME = "invalid-config"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each error in loading the config."""
    for refusal in context.refused(NAME):
        message, advice = _said(refusal.chain)
        message, fix = without_place(message, refusal), _fix(context, refusal)
        if fix:
            advice = "write a list" if refusal.place.key == ("include",) else "write a table with the URL as `index`"
        elif message == "duplicate key":
            advice = "keep one of the two"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal, fix=fix)


def _fix(context: Context, refusal: Refusal) -> tuple[Edit, ...]:
    """Return the list that an `include`, or the table that a registry, stands for that is a string."""
    place, file = refusal.place, context.config.files.files.get(refusal.place.path)
    if file is None or place.part != "value":
        return ()
    if place.key == ("include",):
        path = file.data.get("include")
        return (Edit(place, f"[{quoted(path)}]"),) if isinstance(path, str) and path.endswith(".toml") else ()
    table = file.data.get("registries")
    if len(place.key) == 2 and place.key[0] == "registries" and isinstance(table, dict):
        url = table.get(place.key[1])
        if isinstance(url, str) and "://" in url and "@" not in url:  # a fix is shown: no login in it
            return (Edit(place, f"{{ index = {quoted(url)} }}"),)
    return ()


def _said(chain: tuple[str, ...]) -> tuple[str, str]:
    """Return what is wrong, and what cargo advises."""
    first, _, rest = chain[-1].partition("\n")
    if first.startswith("TOML parse error"):
        return rest.rpartition("\n")[2], ""
    if chain[-2:][0].startswith(("failed to read configuration file", "failed to read directory")):
        return f"{chain[-2]}: {first}", ""
    return first, rest.rstrip(".")
