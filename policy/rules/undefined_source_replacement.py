"""`replace-with` names neither a source nor a registry.

## What it does
Follows `replace-with` from every `[source]`.

## Why
cargo fails as soon as something is loaded from the replaced source; before that, nothing shows the mistake.

## Example
    [source.crates-io]
    replace-with = "mirorr"

    [source.mirror]
    registry = "sparse+https://mirror.example.com/index/"

## Fix
Correct the name, or define `[source.NAME]` or `[registries.NAME]`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "undefined-source-replacement"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name that leads nowhere."""
    if context.config.files.errors:
        return  # `invalid-config`: the name may be defined where nothing could be read
    if not context.refused(NAME):
        return
    from policy.suggestion import Suggestion  # only a finding pays for it

    known = Suggestion([*context.sources.by_name, *context.config.registry_names()])
    for refusal in context.refused(NAME):
        near = known.nearest(refusal.subject)
        advice = f"did you mean `{near}`?" if near else "define it under [source] or [registries]"
        message = f"`{refusal.subject}` is neither a source nor a registry"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
