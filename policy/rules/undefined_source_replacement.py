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

from policy.cargo.sources import SourceMap
from policy.context import Context
from policy.finding import Finding

NAME = "undefined-source-replacement"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each name that leads nowhere."""
    if context.config.files.errors:
        return  # `invalid-config`: the name may be defined where nothing could be read
    sources = SourceMap(context.config)
    for refusal in context.refused(NAME):
        name = next((value for value in _names(sources) if f"name `{value}`" in refusal.chain[-1]), "")
        near = _nearest(name, [*sources.by_name, *context.config.registry_names()])
        advice = f"did you mean `{near}`?" if near else "define it under [source] or [registries]"
        yield Finding(
            NAME, SEVERITY, f"`{name}` is neither a source nor a registry", refusal.place, advice, refusal=refusal
        )


def _names(sources: SourceMap) -> list[str]:
    return [str(source.replace_with.data) for source in sources.by_name.values() if source.replace_with]


def _nearest(name: str, known: list[str]) -> str | None:
    from difflib import get_close_matches  # only a finding pays for it

    found = get_close_matches(name, known, 1, 0.7)
    return found[0] if found else None
