"""cargo cannot read a manifest.

## What it does
Reads every manifest of the workspace as cargo does: TOML 1.1, the types of the keys, names, editions.

## Why
cargo refuses every command in the workspace, and names the first mistake only.

## Example
    [package]
    name = "tool"
    keywords = "net"

## Fix
Correct what the message names.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-manifest"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each mistake at which cargo would stop."""
    for refusal in context.refused(NAME):
        message = refusal.chain[-1].partition("\n")[0]
        if len(refusal.chain) > 1 and refusal.chain[-2].startswith("failed to parse the version requirement"):
            message = f"{refusal.chain[-2]}: {message}"
        message = message.removesuffix(" Cycle:").removesuffix(".")
        yield Finding(NAME, SEVERITY, message, refusal.place, refusal=refusal)
