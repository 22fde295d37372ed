"""A path dependency asks for a version that the package at this path does not have.

## What it does
Compares the `version` beside every `path` with the version in the manifest that the path leads to, as cargo compares
them.

## Why
The path decides where cargo takes the package from, and the version still has to match: every command that resolves
the workspace is refused. It happens when a package gets a new version and the packages beside it still ask for the
old one.

## Example
    # Cargo.toml
    [package]
    name = "billing"

    [dependencies]
    internal-utils = { path = "utils", version = "1" }
    # utils/Cargo.toml
    [package]
    name = "internal-utils"
    version = "2.0.0"

## Fix
Write the version that the other manifest has.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.entries import sibling_of, value_at
from policy.finding import Finding, Label

NAME = "sibling-version-mismatch"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each requirement that its package does not meet."""
    for refusal in context.refused(NAME):
        sibling, asked = sibling_of(context, refusal.place), str(value_at(context, refusal.place))
        if sibling is None:
            continue
        version, field = sibling.version or "0.0.0", sibling.known_field("version")
        message = f"`{refusal.subject}` is asked for in version `{asked}`, but the package at this path is {version}"
        labels = (Label(field.place, "its version"),) if field else ()
        wanted = _wanted(asked, version)
        advice = f'write version = "{wanted}"'
        fix = (Edit(refusal.place, f'"{wanted}"'),)
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, labels, refusal, fix)


def _wanted(asked: str, version: str) -> str:
    """Return the requirement for `version`, as strict as the one that was `asked` for where that had one part."""
    operator = asked.strip()[:1] if "," not in asked else ""
    return (operator if operator in ("=", "~", "^") else "") + version.partition("+")[0]
