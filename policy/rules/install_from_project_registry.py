"""A `cargo install` names a registry that only the project's config defines.

## What it does
Looks for `cargo install --registry` in CI files, scripts and the code blocks of the documentation, where the registry
is defined in a config file of the project, and neither in CARGO_HOME nor in the environment.

## Why
`cargo install` does not read the config of the folder it is started in: it does not know the registry.

## Example
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"
    # scripts/tools.sh
    cargo install company-tool --registry company

## Fix
Set `CARGO_REGISTRIES_COMPANY_INDEX`, or pass `--config .cargo/config.toml`.
"""

import os
from collections.abc import Iterator

from policy.cargo.config_value import FILE
from policy.cargo.names import environment_key
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.context import Context
from policy.finding import Finding, Label

NAME = "install-from-project-registry"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each command that does not find its registry."""
    for command in context.repository.commands:
        invocation = command.invocation
        name = invocation.value("--registry")
        if invocation.command != "install" or not name or command.is_open:
            continue
        if invocation.value("--path", "--git", "--index", "--config") is not None:
            continue
        defined = _in_project(context, name)
        if defined is not None and context.repository.definition(name) is None:
            message = f"`cargo install` does not know `{name}`: it reads no config of a project"
            advice = f"set `CARGO_REGISTRIES_{environment_key(name)}_INDEX`, or pass --config with the file"
            words = f"registry index was not found in any configuration: `{name}`"
            refusal = Refusal(NAME, Phase.REGISTRY, (words,), command.place, subject=name)
            labels = (Label(defined, "the registry is defined here"),)
            yield Finding(NAME, SEVERITY, message, command.place, advice, labels, refusal)


def _in_project(context: Context, name: str) -> Place | None:
    """Return where a config file of the project defines `name`; None where it is defined elsewhere, or nowhere."""
    try:
        index = context.config.string("registries", name, "index")
    except CargoError:
        return None
    home = context.config.cargo_home
    if index is None or index.origin != FILE or (home and index.place.path.startswith(home + os.sep)):
        return None
    return index.place
