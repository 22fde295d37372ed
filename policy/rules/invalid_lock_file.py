"""cargo cannot read Cargo.lock.

## What it does
Reads the lock file of the workspace as cargo does: TOML, the keys of each package, the version of the format.

## Why
cargo refuses every command that resolves dependencies. The most frequent reason is a merge that left its marks.

## Example
    # Cargo.lock
    version = 4

    [[package]]
    name = "tool"

## Fix
Correct the file, or remove it and let `cargo generate-lockfile` write a new one; versions may change then.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-lock-file"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for a lock file that cannot be read."""
    for refusal in context.refused(NAME):
        message = refusal.chain[-1].rpartition("\n")[2]
        advice = "correct it, or remove the file and run `cargo generate-lockfile`"
        if "<<<<" in refusal.chain[-1]:
            advice = "a merge has left its marks: take one side, and let cargo add the rest"
        elif "does not understand" in message:
            advice = "use a newer cargo"
        yield Finding(NAME, SEVERITY, message, refusal.place, advice, refusal=refusal)
