"""A package has nothing to compile.

## What it does
Looks for a target in each package: `src/lib.rs`, `src/main.rs`, a file in `src/bin`, `examples`, `tests` or `benches`,
or a target that the manifest names. A package without a folder `src` is passed over unless a command is given: only
its manifest may have been copied.

## Why
cargo refuses every command in the workspace.

## Example
    # Cargo.toml
    [package]
    name = "tool"

    # src/tool.rs
    fn main() {}

## Fix
Add a source file where cargo looks for it, or name it in `[lib]` or `[[bin]]`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "package-without-target"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package without a target."""
    for refusal in context.refused(NAME):
        message = f"package `{refusal.subject}` has no target"
        yield Finding(NAME, SEVERITY, message, refusal.place, "add src/lib.rs or src/main.rs", refusal=refusal)
