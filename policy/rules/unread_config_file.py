"""A config file stands where cargo does not look.

## What it does
Looks for `.cargo/config.toml` in the members' folders and between them and the top of the workspace, beside what cargo
loads from the current folder upwards. Where a CI file or a script enters the folder before it calls cargo, only a
registry that is missed elsewhere is worth a word, a warning.

## Why
cargo's config hangs on the folder in which cargo is started, not on the manifest: from the top of the workspace, and
with `--manifest-path` or `-p`, a member's own config is passed over without a word.

## Example
    # Cargo.toml
    [workspace]
    members = ["a"]
    # a/Cargo.toml
    [package]
    publish = ["acme"]
    # a/.cargo/config.toml
    [registries.acme]
    index = "sparse+https://registry.example.com/index/"

## Fix
Move what it says to `.cargo/config.toml` at the top of the workspace, or start cargo in its folder.
"""

import os
from collections.abc import Iterator

from policy.cargo.place import Place
from policy.cargo.toml_file import read_toml
from policy.context import Context
from policy.finding import Finding
from policy.registry_names import defined_in, missed

NAME = "unread-config-file"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each file: an error where it defines a registry that cargo then misses."""
    for path in _unread(context):
        folder = os.path.relpath(os.path.dirname(os.path.dirname(path)), context.top)
        message = f"cargo reads this file only where it is started in `{folder}` or below"
        advice = "move what it says to the top of the workspace"
        found = Finding(NAME, SEVERITY, message, Place(path), advice)
        entered = _is_entered(context, folder)
        refusal = missed(context, defined_in(read_toml(path).data)) if context.refused("undefined-registry") else None
        if refusal is not None:
            message += f", so that registry `{refusal.subject}` is not defined here"
            severity = SEVERITY if entered else "error"
            found = found._replace(severity=severity, message=message, refusal=refusal)
        if refusal is not None or not entered:
            yield found


def _is_entered(context: Context, folder: str) -> bool:
    """Whether a CI file or a script makes `folder` the current one."""
    import re  # only where there is such a file

    entering = r"(?:\bcd|\bpushd|\bWORKDIR|working[-_]?[dD]irectory\s*:)\s+[\"']?(?:\./)?"
    pattern = re.compile(entering + re.escape(folder.replace(os.sep, "/")) + r"/?[\"']?(?![\w./-])")
    return any(pattern.search(file.text) for file in context.repository.files if not file.is_documentation)


def registries(context: Context) -> Iterator[str]:
    """Yield the names of the registries that are defined where cargo does not look."""
    for path in _unread(context):
        yield from defined_in(read_toml(path).data)


def _unread(context: Context) -> Iterator[str]:
    read = {os.path.realpath(path) for path in context.config.files.files if "\0" not in path}
    for folder in context.cargo_folders:
        for name in ("config", "config.toml"):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                if os.path.realpath(path) not in read:
                    yield path
                break  # of two, cargo reads the first
