"""A config file has its old name, `config` without `.toml`.

## What it does
Looks for files called `config` among those that cargo loads here, alone or beside a `config.toml`. A link from one name
to the other is left alone.

## Why
Alone, the file is read, with a warning each time. Where both are there, cargo reads the old one and passes over
`config.toml`: what is changed in it has no effect.

## Example
    # .cargo/config
    [registries.company]
    index = "sparse+https://registry.example.com/index/"

## Fix
Rename the file to `config.toml`; where both are there, put their contents together first.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.cargo.toml_file import read_toml
from policy.context import Context
from policy.finding import Finding, Label
from policy.registry_names import defined_in, missed

NAME = "legacy-config-file"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each old file: an error where it hides the new one."""
    for path in context.config.files.legacy:
        message = "the name `config` is deprecated in favour of `config.toml`"
        yield Finding(NAME, SEVERITY, message, Place(path), "rename it to `config.toml`")
    for used, ignored in context.config.files.shadowed:
        message = "cargo reads this file, and not the `config.toml` beside it"
        advice = "put both into `config.toml`, and delete `config`"
        label = Label(Place(ignored), "this is not read")
        refusal = (
            missed(context, defined_in(read_toml(ignored).data)) if context.refused("undefined-registry") else None
        )
        if refusal is not None:
            message += f", so that registry `{refusal.subject}` is not defined"
        yield Finding(NAME, "error", message, Place(used), advice, (label,), refusal)


def registries(context: Context) -> Iterator[str]:
    """Yield the names of the registries that are defined in a hidden file."""
    for _, ignored in context.config.files.shadowed:
        yield from defined_in(read_toml(ignored).data)
