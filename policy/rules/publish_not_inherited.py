"""The workspace restricts publishing, but a member does not inherit the restriction.

## What it does
Looks for members without `publish` in a workspace whose root has `workspace.package.publish`, be it `false` or a
list.

## Why
Nothing is inherited unless the member says so: the package is not restricted at all, and may go to crates.io.

## Example
    # Cargo.toml of the workspace
    [workspace.package]
    publish = ["company"]
    # a member
    [package]
    name = "billing-core"      # and no publish.workspace = true

## Fix
Add `publish.workspace = true` to the member; `publish = true` where crates.io is meant.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.edit import Edit
from policy.finding import Finding, Label
from policy.lost_restriction import NOT_INHERITED

NAME = NOT_INHERITED
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each member that forgot to inherit."""
    for package in context.packages:
        shared = (package.root.workspace or {}).get("package") if package.root else None
        if not isinstance(shared, dict) or package.package is None or package.root is None:
            continue
        restricts = shared.get("publish") is False or isinstance(shared.get("publish"), list)
        if restricts and "publish" not in package.package and package.publish is None:
            label = Label(package.root.place("workspace", "package", "publish"), "the workspace restricts it here")
            message = f"package `{package.name}` does not inherit the workspace's `publish`, and may go anywhere"
            place = package.place(package.package_key, part="key")
            fix = (Edit(package.place(package.package_key, "publish", "workspace"), "true"),)
            file = package.path
            refusal = context.refused_in(NAME, file) or context.refused_in("missing-required-metadata", file)
            yield Finding(NAME, SEVERITY, message, place, "add publish.workspace = true", (label,), refusal, fix)
