"""cargo does not take an argument of the command.

## What it does
Looks, for a given command, at its arguments: `-C` on a stable cargo, secrets in `--config`, packages, features and
targets that are chosen and not there.

## Why
cargo refuses the command before it reads anything.

## Example
    cargo --config 'registries.company.token="s3cr3t"' publish

## Fix
Give the token through a credential provider or the environment.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding

NAME = "invalid-argument"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each argument that cargo refuses; none without a command."""
    for refusal in context.refused(NAME):
        yield Finding(NAME, SEVERITY, refusal.chain[0], refusal.place, refusal=refusal)
