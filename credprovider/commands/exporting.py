"""Copy tokens out of the stores of the settings, back to cargo's own providers or to another store.

What is written is the whole value of the header, which is what cargo's own providers send. The tokens stay where they
are, unless --remove is given.
"""

import argparse

from credprovider.commands.importing import add_choice, chosen, listed_urls, settings_place
from credprovider.commands.opened import route_to
from credprovider.commands.transfer import PLACES, Transfer, transferred
from credprovider.errors import Other
from credprovider.registries import KnownRegistry, Registries, named_by_option

NAME = "export"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the tokens go, whose they are and what may happen to them."""
    parser.add_argument("--to", dest="target", choices=PLACES, required=True, help="where the tokens go")
    add_choice(parser)
    parser.add_argument("--remove", action="store_true", help="remove them here once they are there")


def run(arguments: argparse.Namespace) -> int:
    """Export and return 0, or 1 when a token could not be taken. Raises Other for what cannot be begun."""
    known = Registries.of_user().known() | named_by_option(arguments.index)
    asked_for = arguments.registry is not None
    place, keep = PLACES[arguments.target], not arguments.remove
    transfers = [
        Transfer(registry, settings_place, place, shaped=True, keep=keep, replace=arguments.replace)
        for registry in chosen(known, listed_urls(known), arguments.registry)
        if asked_for or _is_served(registry)
    ]
    return transferred(transfers, dry_run=arguments.dry_run, verb="exported", asked_for=asked_for)


def _is_served(registry: KnownRegistry) -> bool:
    try:
        route_to(registry)
    except Other:
        return False
    return True
