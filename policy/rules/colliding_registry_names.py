"""Two registries share the names of their environment variables.

## What it does
Looks for names under `[registries]` that are the same in capitals with `_` for `-`.

## Why
`CARGO_REGISTRIES_MY_CORP_TOKEN` is the token of `my-corp` and of `my_corp`: each registry is sent the other's token,
and `CARGO_REGISTRIES_MY_CORP_INDEX` moves both.

## Example
    [registries.my-corp]
    index = "sparse+https://one.example.com/index/"

    [registries.my_corp]
    index = "sparse+https://two.example.com/index/"

## Fix
Give one of them another name.
"""

from collections.abc import Iterator

from policy.cargo.config_value import Value
from policy.cargo.names import environment_key
from policy.context import Context
from policy.finding import Finding, Label

NAME = "colliding-registry-names"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name that an earlier one takes the variables from."""
    table = context.config.root.table.get("registries")
    seen: dict[str, tuple[str, Value]] = {}
    for name, value in table.table.items() if table else ():
        key = environment_key(name)
        first, known = seen.setdefault(key, (name, value))
        if first != name:
            message = f"registries `{first}` and `{name}` share the variables CARGO_REGISTRIES_{key}_*"
            label = Label(known.place._replace(part="key"), "the other one")
            place = value.place._replace(part="key")
            yield Finding(NAME, SEVERITY, message, place, "give one of them another name", (label,))
