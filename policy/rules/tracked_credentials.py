"""A file with credentials is in git, or is not kept out of it.

## What it does
Asks git, where there is `.cargo/credentials.toml`, `.cargo/credentials`, a `credentials.toml` at the top, or a `.env`
file that sets `CARGO_..._TOKEN`, whether it holds the file or would add it. CARGO_HOME inside the project is left
alone.

## Why
`git add .` takes the token into the history, where deleting the file does not take it out again; and what git holds,
cargo packs.

## Example
    # .cargo/credentials.toml
    [registries.company]
    token = "Bearer s3cr3t"

## Fix
Revoke the token, `git rm --cached` the file, and add it to .gitignore.
"""

import os
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.context import Context
from policy.finding import Finding
from policy.repository.credentials import holds_token
from policy.repository.files import CREDENTIALS, DOTENV
from policy.repository.git import kept, tracked
from policy.rules.secret_in_plain_text import is_literal, is_secret_name

NAME = "tracked-credentials"
SEVERITY = "error"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each file with credentials that git holds or would add."""
    repository = context.repository
    places = _credentials(context)
    if not places or not repository.has_git:
        return
    names = {os.path.relpath(path, repository.top).replace(os.sep, "/"): place for path, place in places.items()}
    held = tracked(repository.top, *names)
    known = None if held is None else kept(repository.top, *names)
    if held is None or known is None:
        return
    for name, place in names.items():
        if name in held:
            advice = "revoke the token, run `git rm --cached` on the file, and add it to .gitignore"
            yield Finding(NAME, SEVERITY, "git holds this file with credentials", place, advice)
        elif name in known:
            message = "nothing keeps this file with credentials out of git"
            yield Finding(NAME, SEVERITY, message, place, "add it to .gitignore")


def told(context: Context) -> set[str]:
    """Return the files of which this rule tells."""
    return {finding.place.path for finding in check(context)}


def _credentials(context: Context) -> dict[str, Place]:
    """Return the files that hold credentials, and where in them."""
    home = context.config.cargo_home
    found = {}
    for file in context.repository.files:
        in_home = home and os.path.realpath(file.path).startswith(os.path.realpath(home) + os.sep)
        if file.kind == CREDENTIALS and not in_home and holds_token(file.text):
            found[file.path] = Place(file.path)
    for one in context.repository.assignments:
        if one.file.kind == DOTENV and is_secret_name(one.name) and is_literal(one.value):
            found.setdefault(one.file.path, one.place)
    return found
