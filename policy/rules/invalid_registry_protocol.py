"""The `protocol` of a registry is one that cargo does not know, or that it does not read.

## What it does
Looks at `registries.NAME.protocol`.

## Why
For crates.io it is `sparse` or `git`; at anything else cargo stops as soon as it needs a source. For every other
registry cargo passes over it: there the URL says it, with `sparse+` or without.

## Example
    [registries.crates-io]
    protocol = "http"

## Fix
Write `protocol = "sparse"`, which is also what cargo does without the key.
"""

from collections.abc import Iterator

from policy.cargo.config_value import FILE
from policy.cargo.names import CRATES_IO
from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding

NAME = "invalid-registry-protocol"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each protocol, an error where cargo refuses it."""
    for refusal in context.refused(NAME):
        message = f"cargo does not know the protocol `{refusal.subject}`"
        fix = (Edit(refusal.place, '"sparse"'),) if refusal.place.key else ()
        yield Finding(NAME, SEVERITY, message, refusal.place, "write `sparse`", refusal=refusal, fix=fix)
    table = context.config.root.table.get("registries")
    for name, registry in table.table.items() if table else ():
        protocol = registry.table.get("protocol")
        if protocol is not None and name != CRATES_IO:
            message = f"cargo does not read the `protocol` of `{name}`"
            place = protocol.place._replace(part="key")
            fix = (Edit(protocol.place, None),) if protocol.origin == FILE else ()
            yield Finding(NAME, "advice", message, place, "the URL says it, with `sparse+` or without", fix=fix)
