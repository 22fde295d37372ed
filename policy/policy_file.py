"""Reads the policy file, where there is one."""

import os
from collections.abc import Collection

from policy.cargo.place import Place
from policy.cargo.toml_file import read_toml
from policy.decisions import Allow, Ignore
from policy.document import Document
from policy.finding import SEVERITIES
from policy.settings import OFF, Settings, SettingsError
from policy.table import Table


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
