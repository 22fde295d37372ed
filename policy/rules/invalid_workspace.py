"""The manifests of a workspace do not fit together.

## What it does
Checks what cargo checks once all members are known: one root, different names, and that the current package is a
member.

## Why
cargo refuses every command in the workspace.

## Example
    # Cargo.toml
    [workspace]
    members = ["a", "b"]
    # a/Cargo.toml
    [package]
    name = "tool"
    # b/Cargo.toml
    [package]
    name = "tool"

## Fix
Correct `workspace.members` or `workspace.exclude`, or the name.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding, Label

NAME = "invalid-workspace"
SEVERITY = "error"

_STRANGER = "current package believes it's in a workspace when it's not:"
_ADVICE = {
    "below a workspace": "make the root depend on it, or add it to `workspace.exclude`",
    "two packages named": "rename one of them",
    "multiple workspace roots": "keep one [workspace], or add the folder of the other to `workspace.exclude`",
    "listed in default-members": "add it to `members` as well, or take it out",
    "the wrong workspace": "take it out of `members` here, or correct where its `package.workspace` points",
    "not hierarchically below": "say in the member where the root is, by `package.workspace`",
    "wasn't a root": "point to the folder of the manifest that has [workspace]",
}


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each contradiction."""
    for refusal in context.refused(NAME):
        message, _, rest = refusal.chain[-1].partition("\n")
        if message == _STRANGER:
            message = "this package is below a workspace that it is no member of"
        labels: tuple[Label, ...] = ()
        if message.startswith("two packages named"):
            other = rest.partition("\n")[0].removeprefix("- ")
            labels = (Label(Place(other, ("package", "name")), "the other one"),)
        yield Finding(NAME, SEVERITY, message.rstrip(":"), refusal.place, _advice(message, rest), labels, refusal)


def _advice(message: str, rest: str) -> str:
    """Return what to do about one of cargo's sentences; `rest` is what it says below."""
    if adding := rest.partition("by adding `")[2].partition("`")[0]:
        return f"add `{adding}` to `workspace.members` of the root, or to `workspace.exclude`"
    return next((advice for words, advice in _ADVICE.items() if words in message), "")
