"""A manifest inherits what the workspace does not define.

## What it does
Follows every `workspace = true` to the workspace's root.

## Why
cargo refuses every command in the workspace.

## Example
    [package]
    name = "tool"
    version.workspace = true   # and no [workspace.package] version in the root

## Fix
Define the key under `[workspace.package]` or `[workspace.dependencies]`, or write the value here.
"""

from collections.abc import Iterator

from policy.cargo.refusal import Refusal
from policy.context import Context
from policy.finding import Finding

NAME = "undefined-inheritance"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key that cannot be inherited."""
    for refusal in context.refused(NAME):
        message = f"`{refusal.subject}` cannot be inherited: {refusal.chain[-1]}"
        yield Finding(NAME, SEVERITY, message, refusal.place, _advice(refusal), refusal=refusal)


def _advice(refusal: Refusal) -> str:
    if "workspace root" in refusal.chain[-1]:
        return "write the value here, or make the package a member of a workspace"
    if refusal.subject == "lints":
        return "add [workspace.lints] to the root, or write [lints] here"
    table = "dependencies" if "dependencies" in refusal.chain[-1] else "package"
    return f"add `{refusal.subject}` to [workspace.{table}], or write it here"
