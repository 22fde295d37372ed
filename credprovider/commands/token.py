"""Print the token of a registry, for other tools.

What is printed is what cargo would send as the value of the Authorization header. Nothing is asked on the terminal.
"""

import argparse
import sys

from credprovider.commands.opened import opened, route_to
from credprovider.errors import NotFound
from credprovider.protocol import OPERATIONS
from credprovider.registries import Registries
from credprovider.service import header_value
from credprovider.visible import visible

NAME = "token"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the registry and what it is wanted for."""
    parser.add_argument("registry", metavar="REGISTRY", help="a name in cargo's config, or an index URL")
    parser.add_argument(
        "--operation", choices=OPERATIONS, default="read", help="what the token is for (default: %(default)s)"
    )
    parser.add_argument("--raw", action="store_true", help="the token as stored, without the header's scheme")


def run(arguments: argparse.Namespace) -> int:
    """Print the token and return 0. Raises ProviderError, NotFound when there is none."""
    registry = Registries.here().find(arguments.registry)
    route = route_to(registry, arguments.operation)
    with opened(route) as store:
        try:
            found = store.get()
        except NotFound as nothing:
            login = f"cargo login --registry {visible(registry.name or 'NAME', 60)}"
            raise NotFound(
                nothing.message or f"no token is stored for {visible(registry.url)}; run `{login}`"
            ) from None
        value = header_value(found, route)
    sys.stdout.write((found.token if arguments.raw else value).reveal() + "\n")
    return 0
