"""The source file of a target is not there.

## What it does
Looks for the file of each target that the manifest names: the one at its `path`, or the one in the folder where cargo
looks by itself; and for the build script.

## Why
cargo cannot compile the target, and for some it refuses the whole manifest. A target that a command does not need is
found missing only by the next command that does.

## Example
    [[bin]]
    name = "tool"
    path = "src/tol.rs"

## Fix
Correct `path`, which is relative to the manifest, or move the file to where cargo looks for it.
"""

from collections.abc import Iterator

from policy.cargo.refusal import Phase
from policy.context import Context
from policy.finding import Finding

NAME = "missing-target-file"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each target without a file."""
    refused = context.refused(NAME)
    unread = {one.place for one in refused if one.phase != Phase.PACKAGE}
    for refusal in refused:
        if refusal.phase == Phase.PACKAGE and refusal.place in unread:
            continue  # it only follows
        message = refusal.chain[-1].partition("\n")[0].partition(". Please")[0].removesuffix(".")
        message = message.replace(f"`{refusal.place.path.removesuffix('Cargo.toml')}", "`")
        advice = "" if "rename file" in message else "correct `path`, or put the file where cargo looks for it"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
