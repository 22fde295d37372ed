"""The policy file, `cargo-policy.toml`: what a team has decided about its registries and about the rules.

The JSON Schema in `schemas/cargo-policy.schema.json` describes the same file for editors.
"""

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

from policy.cargo.place import Place
from policy.cargo.toml_file import read_toml
from policy.document import Document
from policy.finding import SEVERITIES
from policy.table import SettingsError, Table

FILE_NAME = "cargo-policy.toml"
OFF = "off"


class Allow(NamedTuple):
    """Where some packages may be published to.

    packages: patterns with `*`, `?` and `[...]`.
    registries: names.
    """

    packages: tuple[str, ...]
    registries: tuple[str, ...]


class Ignore(NamedTuple):
    """An exception from a rule.

    rule: the rule's name.
    path: a pattern for the path of a file from the policy file's folder, with forward slashes; `*` and `?` stay within
        one folder, `**` goes through any number of them.
    reason: why, for those who read the file; may be empty.
    """

    rule: str
    path: str
    reason: str


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
    allow: tuple[Allow, ...] = ()
    severities: Mapping[str, str] = {}
    ignores: tuple[Ignore, ...] = ()


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


def load(path: str, rules: Collection[str]) -> Settings:
    """Read the policy file at `path`; `rules` are the names of the rules that there are.

    Raises SettingsError where the file cannot be read or says something that has no meaning.
    """
    path = os.path.abspath(path)
    file = read_toml(path)
    if file.problem:
        at = f":{file.problem.line}:{file.problem.column}" if file.problem.line else ""
        raise SettingsError(f"{path}{at}: the policy file cannot be read: {file.problem.message}")
    top = Table(Document(path, file.text), Place(path), file.data)
    top.allow_keys("registries", "publish", "rules", "ignore")
    publish = top.table("publish")
    publish.allow_keys("require", "allow")
    return Settings(
        path=path,
        registries=_registries(top.table("registries")),
        require=publish.flag("require"),
        allow=tuple(_allow(table) for table in publish.tables("allow")),
        severities=_severities(top.table("rules"), rules),
        ignores=tuple(_ignore(table, rules) for table in top.tables("ignore")),
    )


def _registries(table: Table) -> dict[str, str]:
    indexes = {}
    for name in table.data:
        registry = table.table(name)
        registry.allow_keys("index")
        indexes[name] = registry.text("index")
    return indexes


def _allow(table: Table) -> Allow:
    table.allow_keys("packages", "registries")
    return Allow(table.texts("packages"), table.texts("registries"))


def _severities(table: Table, rules: Collection[str]) -> dict[str, str]:
    table.allow_keys(*rules)
    return {rule: table.choice(rule, (*SEVERITIES, OFF)) for rule in table.data}


def _ignore(table: Table, rules: Collection[str]) -> Ignore:
    table.allow_keys("rule", "path", "reason")
    return Ignore(
        rule=table.choice("rule", rules),
        path=table.text("path"),
        reason=table.text("reason") if "reason" in table.data else "",
    )
