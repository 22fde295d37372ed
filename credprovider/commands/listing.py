"""Show which registries have a token, and in which store. No token is shown.

Listed are the registries of credprovider.toml and those that cargo's config defines here, as far as they are served.
"""

import argparse
import json
import time
from typing import NamedTuple

from credprovider.commands.opened import opened, route_to, said
from credprovider.errors import NotFound, Other, ProviderError
from credprovider.index_url import identity
from credprovider.registries import KnownRegistry, Registries
from credprovider.route import Route
from credprovider.service import header_value
from credprovider.settings import load_settings
from credprovider.visible import visible

NAME = "list"


class Listed(NamedTuple):
    """One registry. name: cargo's for it here, or "". state: `token`, `none` or `error`. expires: in unix seconds."""

    name: str
    url: str
    store: str
    state: str
    expires: int | None
    error: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the form of the output."""
    parser.add_argument("--json", action="store_true", help="for programs: one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Print the list; return 0, or 1 when a store could not be asked. Raises Other for a mistake in the settings."""
    found = [_listed(route) for route in _routes()]
    if arguments.json:
        print(json.dumps({"schema": 1, "registries": [entry._asdict() for entry in found]}))
    else:
        print("\n".join(_line(entry) for entry in found) or "No registry is served here.")
    return 1 if any(entry.state == "error" for entry in found) else 0


def _routes() -> list[Route]:
    listed = [KnownRegistry(entry.url, "", ()) for entry in load_settings().registries.values()]
    registries = {identity(each.url): each for each in [*listed, *Registries.here().known().values()]}
    routes = []
    for registry in registries.values():
        try:
            routes.append(route_to(registry))
        except Other:
            continue  # not served, or by plain http: not for us
    return routes


def _listed(route: Route) -> Listed:
    name, url, store_name = route.name or "", route.url, route.store
    with opened(route) as store:
        try:
            found = store.get()
            header_value(found, route)
        except NotFound:
            return Listed(name, url, store_name, "none", None, "")
        except ProviderError as error:
            return Listed(name, url, store_name, "error", None, said(error).removeprefix("error: "))
    return Listed(name, url, store_name, "token", found.expires, "")


def _line(entry: Listed) -> str:
    shown = {"token": "token", "none": "no token", "error": entry.error.replace("\n  ", "; ")}[entry.state]
    if entry.expires is not None:
        shown += time.strftime(" until %Y-%m-%d %H:%M:%S UTC", time.gmtime(entry.expires))
    name = f"{visible(entry.name, 60)} " if entry.name else ""
    return f"{name}{visible(entry.url)}\n  {entry.store}: {shown}"
