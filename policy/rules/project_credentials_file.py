"""A project holds a credentials file.

## What it does
Looks for `credentials.toml`, and for its old name `credentials`, in the `.cargo` folders of the workspace. A project
that keeps its whole CARGO_HOME there is left alone.

## Why
cargo reads credentials from CARGO_HOME only. A file in a project gives nobody a token, and may be committed or packed
into the crate with what it holds.

## Example
    # .cargo/credentials.toml
    [registries.company]
    token = "your_token_here"

## Fix
Delete the file, revoke the tokens in it, and run `cargo login`.
"""

import os
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding

NAME = "project-credentials-file"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each file."""
    for folder in context.cargo_folders:
        for name in ("credentials", "credentials.toml"):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                message = "cargo does not read the credentials of a project"
                advice = "delete it, revoke the tokens in it, and run `cargo login`"
                yield Finding(NAME, SEVERITY, message, Place(path), advice)
