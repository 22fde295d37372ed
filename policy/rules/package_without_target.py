"""A package has nothing to compile.

## What it does
Looks for a target in each package: `src/lib.rs`, `src/main.rs`, a file in `src/bin`, `examples`, `tests` or `benches`,
or a target that the manifest names. A package without a folder `src` is passed over unless a command is given: only
its manifest may have been copied. Where the package may be published, at least one target must be in what is packed.

Of a package whose source files are not packed, because `exclude` has them or because they lie outside of its folder,
no target is left to those who get it.

## Why
cargo refuses every command in the workspace; where nothing is packed, it refuses to publish.

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

from policy.cargo.refusal import Phase
from policy.context import Context
from policy.finding import Finding

NAME = "package-without-target"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each package without a target."""
    for refusal in context.refused(NAME):
        message, advice = f"package `{refusal.subject}` has no target", "add src/lib.rs or src/main.rs"
        if refusal.phase == Phase.PACKAGE:
            message = f"no target of package `{refusal.subject}` is packed"
            advice = "let cargo pack the source files, and keep them beside the manifest"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
