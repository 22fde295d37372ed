"""Others on this machine can read cargo's credentials.

## What it does
Looks at the mode of `credentials.toml` in CARGO_HOME, and of `credentials`, its old name. On Windows there is none.

## Why
The tokens in it are plain text. cargo writes the file for its owner alone, and says nothing of one that was copied or
restored with another mode.

## Example
    -rw-r--r-- 1 me me 87 credentials.toml

## Fix
`chmod 600` the file. If others could have read it, ask for new tokens.
"""

import os
import stat
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding

NAME = "readable-credentials-file"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each file that its group or everybody can read or write."""
    if os.name == "nt":
        return
    for path in context.credentials_files:
        try:
            status = os.stat(path)
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode) and status.st_mode & 0o077:
            message = f"others on this machine can get at this file (mode {status.st_mode & 0o777:03o})"
            yield Finding(NAME, SEVERITY, message, Place(path), f"chmod 600 {path}")
