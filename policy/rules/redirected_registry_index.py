"""A project gives a registry that you know another index.

## What it does
Compares the `index` of each registry in the project's config files with what CARGO_HOME, or a config file further up,
says of the same name.

## Why
cargo takes the nearest file and says nothing. Tokens are kept by the registry's name: the one for the server that you
know goes to the server that the project names.

## Example
    # .cargo/config.toml
    [registries.company]
    index = "sparse+https://elsewhere.example.com/index/"
    # ../.cargo/config.toml
    [registries.company]
    index = "sparse+https://registry.example.com/index/"

## Fix
Take the index out of the project, or give the other registry a name of its own.
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from policy.cargo.index_url import canonical
from policy.cargo.place import Place
from policy.cargo.toml_file import TomlFile
from policy.context import Context
from policy.finding import Finding, Label
from policy.whose_config import project_files

NAME = "redirected-registry-index"
SEVERITY = "warning"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each registry that a project's file defines otherwise than a file behind it."""
    projects = {file.path for file in project_files(context.config)}
    behind: dict[str, _Behind] = {}
    for file in reversed(context.config.files.files.values()):
        for name, index in _indexes(file).items():
            one = _Definition(file.path, os.path.dirname(file.path), index)
            nearest, other = behind.get(name, _Behind(None, None))
            known = nearest if nearest is None or nearest.folder != one.folder else other
            behind[name] = _Behind(one, known)
            if file.path not in projects or known is None or _same(index, known.url):
                continue
            message = f"the project gives `{name}` another index than the one you know, and your token goes there"
            key = ("registries", name, "index")
            label = Label(Place(known.path, key), "the one you know")
            advice = "give the other registry a name of its own"
            yield Finding(NAME, SEVERITY, message, Place(file.path, key), advice, (label,))


class _Definition(NamedTuple):
    """The index URL of a registry in the file at `path`, which is in `folder`."""

    path: str
    folder: str
    url: str


class _Behind(NamedTuple):
    """Of a registry's definitions in the files that cargo reads later: the nearest, and the nearest elsewhere."""

    nearest: _Definition | None
    other: _Definition | None


def _indexes(file: TomlFile) -> dict[str, str]:
    registries = file.data.get("registries")
    if not isinstance(registries, dict):
        return {}
    indexes = {name: table.get("index") for name, table in registries.items() if isinstance(table, dict)}
    return {name: index for name, index in indexes.items() if isinstance(index, str)}


def _same(index: str, other: str) -> bool:
    try:
        return canonical(index) == canonical(other)
    except ValueError:  # `invalid-index-url`
        return True
