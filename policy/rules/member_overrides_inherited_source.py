"""A member inherits a dependency and says itself where it comes from, which cargo ignores.

## What it does
Looks for keys beside `workspace = true` in a dependency that only the workspace's own entry can have: `version`,
`registry`, `path`, `git` and its `branch`, `tag` and `rev`, and `package`.

## Why
A member may add features, and nothing else. cargo takes the rest from the workspace: it warns of an unused key on
build, and says nothing on publish. A `registry` that is ignored lets a private package come from crates.io.

## Example
    # Cargo.toml
    [workspace]
    members = ["billing"]

    [workspace.dependencies]
    internal-utils = "1.2"
    # billing/Cargo.toml
    [package]
    name = "billing"

    [dependencies]
    internal-utils = { workspace = true, registry = "company" }

## Fix
Move the key to the entry in `[workspace.dependencies]`, or do not inherit.
"""

from collections.abc import Iterator

from policy.cargo.dependency import KEYS
from policy.context import Context
from policy.finding import Finding, Label

NAME = "member-overrides-inherited-source"
SEVERITY = "warning"

_ALLOWED = frozenset({"workspace", "features", "optional", "default-features", "default_features", "public"})
_IGNORED = KEYS - _ALLOWED


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each inherited dependency with keys that are ignored."""
    for package in context.packages:
        for dependency in package.notable_dependencies:
            if not dependency.inherited or dependency.error is not None:
                continue
            ignored = [key for key in dependency.own if key in _IGNORED]
            if not ignored:
                continue
            named = " and ".join(f"`{key}`" for key in ignored)
            verb = "is" if len(ignored) == 1 else "are"
            message = f"{named} of dependency `{dependency.name}` {verb} ignored: the workspace's entry decides"
            labels = (Label(dependency.place(part="key"), "inherited from here"),)
            place = dependency.own_place.at(ignored[0], part="key")
            advice = "move it to the workspace's entry, or do not inherit"
            yield Finding(NAME, SEVERITY, message, place, advice, labels)
