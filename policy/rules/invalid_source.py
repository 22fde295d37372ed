"""A `[source]` table is not what cargo takes.

## What it does
Looks at every `[source]` for exactly one location (`registry`, `local-registry`, `directory` or `git`), git's keys
without `git`, wrong types, URLs that are none, and one location under two names.

## Why
cargo stops with it whenever it needs any source at all, even when nothing comes from this one.

## Example
    [source.company]
    replace-with = "mirror"

## Fix
Give each source one location; a source that stands in for a registry repeats its URL: `registry = "..."`.
"""

from collections.abc import Iterator

from policy.cargo.publish import index_place
from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.edit import Edit, quoted
from policy.finding import Finding
from policy.rules.unknown_config_key import is_explained
from policy.said import without_place

NAME = "invalid-source"
SEVERITY = "error"

_ADVICE = {
    "more than one source location": "keep one of `registry`, `local-registry`, `directory` and `git`",
    "no source location": "add `registry`, `local-registry`, `directory` or `git`, or remove the table",
    "cannot replace": "replace it with a registry, or with a folder that `cargo vendor` wrote",
    "invalid url": "write the whole URL, such as sparse+https://host/path/",
    "source `": "keep one of the two names",
}


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each table that cargo refuses."""
    for refusal in context.refused(NAME):
        if is_explained(context, refusal):
            continue  # `unknown-config-key`
        first, _, second = refusal.chain[-1].partition("\n")
        message = second if first.startswith("invalid configuration for key") else first
        fix = _fix(context, refusal)
        advice = "a source that stands for a registry repeats its URL" if fix else _advice(message, refusal)
        if "requires a lock file" in first:
            message = "a git repository can only be replaced where a lock file says which commit is meant"
            advice = "write Cargo.lock with `cargo generate-lockfile` before the sources are replaced"
        yield Finding(NAME, SEVERITY, without_place(message, refusal), refusal.place, advice, refusal=refusal, fix=fix)


def _advice(message: str, refusal: Refusal) -> str:
    if message.startswith("source definition"):
        return f"add `git`, or remove `{refusal.place.key[-1]}`"
    return next((advice for words, advice in _ADVICE.items() if message.startswith(words)), "")


def _fix(context: Context, refusal: Refusal) -> tuple[Edit, ...]:
    """Return the location of a source that has none and is named like a registry."""
    place, name = refusal.place, refusal.place.key[-1]
    index = index_place(context.config, str(name))
    if not refusal.chain[-1].startswith("no source location") or place.path not in context.config.files.files:
        return ()
    if index is None or not context.config.defines(str(name)):
        return ()
    url = str(context.config.registry_index(str(name), index))
    return (Edit(place.at("registry"), quoted(url)),) if "@" not in url else ()  # a fix is shown: no login in it
