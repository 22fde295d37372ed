"""A project holds a credentials file.

## What it does
Looks for `credentials.toml`, and for its old name `credentials`, in the `.cargo` folders of the workspace. A project
that keeps its whole CARGO_HOME there is left alone, and a file with a token that git holds to `tracked-credentials`.

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
    names = ("credentials", "credentials.toml")
    paths = [os.path.join(folder, name) for folder in context.cargo_folders for name in names]
    found = [path for path in paths if os.path.isfile(path)]
    told = _told(context) if found else ()
    for path in found:
        if path not in told:
            message = "cargo does not read the credentials of a project"
            advice = "delete it, revoke the tokens in it, and run `cargo login`"
            yield Finding(NAME, SEVERITY, message, Place(path), advice)


def _told(context: Context) -> set[str]:
    from policy.rules.tracked_credentials import told  # it asks git, and few projects have such a file

    return told(context)
