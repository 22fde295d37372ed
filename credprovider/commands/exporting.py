"""Copy tokens out of the stores of the settings, back to cargo's own providers or to another store.

What is written is the whole value of the header, which is what cargo's own providers send. The tokens stay where they
are, unless --remove is given.
"""

import argparse

from credprovider.commands.importing import add_choice, chosen, settings_place
from credprovider.commands.opened import route_to
from credprovider.commands.transfer import PLACES, Transfer, transferred
from credprovider.errors import Other
from credprovider.registries import names_by_option, registries_of_user
from credprovider.settings import load_settings

NAME = "export"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the tokens go, whose they are and what may happen to them."""
    parser.add_argument("--to", dest="target", choices=PLACES, required=True, help="where the tokens go")
    add_choice(parser)
    parser.add_argument("--remove", action="store_true", help="remove them here once they are there")


def run(arguments: argparse.Namespace) -> int:
    """Export and return 0, or 1 when a token could not be taken. Raises Other for what cannot be begun."""
    names = registries_of_user() | names_by_option(arguments.index)
    listed = [entry.url for entry in load_settings().registries.values()]
    urls = [url for url in [*names.values(), *listed] if arguments.registry is not None or _is_served(url)]
    transfers = [
        Transfer(
            url,
            name,
            settings_place,
            PLACES[arguments.target],
            shaped=True,
            keep=not arguments.remove,
            replace=arguments.replace,
        )
        for url, name in chosen(names, urls, arguments.registry)
    ]
    return transferred(transfers, dry_run=arguments.dry_run, verb="exported", asked_for=arguments.registry is not None)


def _is_served(url: str) -> bool:
    try:
        route_to(url)
    except Other:
        return False
    return True
