"""Check the settings and show which registry is served from where.

Reads $CARGO_HOME/credprovider.toml as a request from cargo would. Shows no secret and asks no store.
"""

import argparse
import os
import shlex

from credprovider.route import DEFAULT_STORE
from credprovider.route_check import STORE_KEYS
from credprovider.settings import Registry, Settings, load_settings
from credprovider.visible import visible

TYPE_CHECKING = False  # as everywhere in this package, see `credprovider.settings`
if TYPE_CHECKING:
    from credprovider.settings_cache import Values

NAME = "settings"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the command has no options."""


def run(_arguments: argparse.Namespace) -> int:
    """Print the routes and return 0. Raises Other for a mistake in the file."""
    print("\n".join(_lines(load_settings())))
    return 0


def _lines(settings: Settings) -> list[str]:
    if not settings.registries:
        found = "lists no registry" if os.path.exists(settings.path) else "is not there"
        return [f"{visible(settings.path)} {found}: every registry is served from the store `{DEFAULT_STORE}`."]
    lines = [f"{visible(settings.path)} is in order. These registries are served, and no other:"]
    for registry in settings.registries.values():
        lines += ["", visible(registry.url), *_routes(registry)]
    return lines


def _routes(registry: Registry) -> list[str]:
    return [f"  {operation:<8} {_described(table)}" for operation, table in registry.tables.items()]


def _described(table: "Values") -> str:
    store = str(table.get("store", DEFAULT_STORE))
    places = [visible(_shown(table[key])) for key in STORE_KEYS[store] if key in table]
    return f"{' '.join([store, *places])}, header {table.get('header', '{token}')}"


def _shown(value: object) -> str:
    return shlex.join(map(str, value)) if isinstance(value, list) else str(value)
