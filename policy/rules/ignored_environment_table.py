"""`[env]` sets a variable that cargo itself would have to read.

## What it does
Looks in `[env]` for `CARGO_REGISTRIES_*` and `CARGO_REGISTRY_*`.

## Why
What stands in `[env]` is for the programs that cargo starts: compilers, build scripts, tests. cargo does not read its
own settings from there: no registry is defined by it, and no token is found.

## Example
    # .cargo/config.toml
    [env]
    CARGO_REGISTRIES_COMPANY_INDEX = "sparse+https://registry.example.com/index/"

## Fix
Define the registry under `[registries]`; set a token where cargo is started, or run `cargo login`.
"""

from collections.abc import Iterator

from policy.cargo.names import environment_key
from policy.context import Context
from policy.finding import Finding
from policy.registry_names import missed

NAME = "ignored-environment-table"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each variable: an error where cargo misses the registry that it was to define."""
    table = context.config.root.table.get("env")
    for name, value in table.table.items() if table else ():
        if not name.startswith(("CARGO_REGISTRIES_", "CARGO_REGISTRY_")):
            continue
        message = f"cargo does not read `{name}` from [env]"
        advice = "set the variable where cargo is started, or use cargo's own keys"
        found = Finding(NAME, SEVERITY, message, value.place._replace(part="key"), advice)
        if refusal := missed(context, _defined(context, name)):
            message += f", so that registry `{refusal.subject}` is not defined"
            found = found._replace(severity="error", message=message, refusal=refusal)
        yield found


def registries(context: Context) -> Iterator[str]:
    """Yield the names of the registries that are missed and defined in [env]."""
    table = context.config.root.table.get("env")
    for name in table.table if table else ():
        yield from _defined(context, name)


def _defined(context: Context, variable: str) -> list[str]:
    """Return the missed registries of which `variable` would be the index."""
    names = [refusal.subject for refusal in context.refused("undefined-registry")]
    return [name for name in names if variable == f"CARGO_REGISTRIES_{environment_key(name)}_INDEX"]
