"""The policy file, `cargo-policy.toml`: what a team has decided about its registries and about the rules.

`policy_file` reads it. The JSON Schema in `schemas/cargo-policy.schema.json` describes the same file for editors.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from policy.escape import escaped

if TYPE_CHECKING:
    from policy.decisions import Allow, Ignore  # without a policy file there are none

FILE_NAME = "cargo-policy.toml"
OFF = "off"


class SettingsError(Exception):
    """The policy file cannot be used; the text is one sentence with the file, line, column and key, safe to print."""

    def __init__(self, sentence: str) -> None:
        super().__init__(escaped(sentence))


class Settings(NamedTuple):
    """What the policy file says; without one, what these defaults say.

    path: the policy file, absolute; "" where there is none.
    registries: the index that each named registry must have.
    require: whether every package must say where it may be published to.
    allow: which packages may go to which registries; empty where nothing was decided.
    severities: of rules that do not have the severity of their own: one of SEVERITIES, or OFF.
    ignores: exceptions.
    """

    path: str = ""
    registries: Mapping[str, str] = {}
    require: bool = False
    allow: "tuple[Allow, ...]" = ()
    severities: Mapping[str, str] = {}
    ignores: "tuple[Ignore, ...]" = ()


def find(folder: str) -> str | None:
    """Return the path of the policy file in `folder`, or of the nearest one above it; None where there is none."""
    while True:
        path = os.path.join(folder, FILE_NAME)
        if os.path.isfile(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
