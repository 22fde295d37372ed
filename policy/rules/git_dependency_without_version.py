"""A package that may be published has a git dependency without a version.

## What it does
Looks at normal, build, target and optional dependencies with `git` and no `version`, in packages that may be
published. Members that were never meant to leave their workspace are left to `missing-publish-restriction`.

## Why
The path or git repository is dropped when the package is packed, and only the version would remain: cargo refuses
`cargo publish` and `cargo package`, for every registry. Dev-dependencies without a version are dropped altogether,
and so are fine.

## Example
    [dependencies]
    tool = { git = "https://git.example.com/tool.git" }

## Fix
Add the version under which the registry has the dependency, or set `publish = false`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "git-dependency-without-version"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each such dependency."""
    for refusal in context.refused(NAME):
        message = f"git dependency `{refusal.subject}` has no version, without which the package cannot be published"
        advice = "add the version that the registry has, or set publish = false"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
