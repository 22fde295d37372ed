"""A registry has another index than the policy file says.

## What it does
Compares the index that cargo would use for each registry with `[registries.NAME] index` in cargo-policy.toml.

## Why
Any config file on the way can point a known name at another server, the environment too. cargo says nothing, sends
the token there that it keeps under that name, and builds what comes back.

## Example
    # cargo-policy.toml
    [registries.company]
    index = "sparse+https://kellnr.example.com/api/v1/crates/"
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://kellnr.example.net/api/v1/crates/"

## Fix
Remove the other index, or change the policy.
"""

from collections.abc import Iterator

from policy.cargo.publish import index_place
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding

NAME = "registry-index-against-policy"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each registry that is not where it should be."""
    for name, wanted in context.settings.registries.items():
        place = index_place(context.config, name)
        if place is None:
            continue
        try:
            found = str(context.config.registry_index(name, place))
        except CargoError:
            continue  # `invalid-index-url`
        if found != wanted:
            message = f"registry `{name}` has another index than the policy file says"
            yield Finding(NAME, SEVERITY, message, place, f"write {wanted}")
