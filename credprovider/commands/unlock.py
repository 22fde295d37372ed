"""Unlock the stores that hold tokens, so that cargo can read them.

For the token file its passphrase is asked for on the terminal; the desktop's keyring shows a dialogue of its own.
Without a REGISTRY every store that the settings use is unlocked.
"""

import argparse
import sys

from credprovider.commands.opened import opened, route_to, said
from credprovider.errors import ProviderError, Unavailable
from credprovider.index_url import CRATES_IO
from credprovider.protocol import OPERATIONS
from credprovider.registries import Registries
from credprovider.route import DEFAULT_STORE, Route
from credprovider.route_check import ARGUMENT_STORES
from credprovider.settings import Settings, load_settings

NAME = "unlock"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the registries."""
    parser.add_argument(
        "registries", metavar="REGISTRY", nargs="*", help="a name in cargo's config, or an index URL (default: all)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Unlock each store once and say so. Return 0, or 1 when one of them could not be unlocked.

    Raises Other for a mistake in the settings, and for a registry that is not known or not served.
    """
    stores = {route.store: route for route in _routes(arguments.registries, load_settings())}
    return max(_unlock(route) for route in stores.values())


def _routes(words: list[str], settings: Settings) -> list[Route]:
    here = Registries.here()
    registries = [here.find(word) for word in words or [entry.url for entry in settings.registries.values()]]
    routes = [route_to(registry, operation) for registry in registries for operation in OPERATIONS]
    if not settings.registries:  # cargo's config may name the stores that have settings of their own
        stores = [DEFAULT_STORE, *(name for name in ARGUMENT_STORES if settings.stores.get(name))]
        routes += [Route(CRATES_IO, {"store": name}, settings, separate=False) for name in stores]
    return routes


def _unlock(route: Route) -> int:
    try:
        with opened(route) as store:
            asked = store.unlock()
    except Unavailable as reason:
        if route.store == DEFAULT_STORE:
            why = "".join(f" ({cause})" for cause in reason.causes[:1])
            print(f"The store `{route.store}` has nothing to unlock: {reason.message}{why}.")
            return 0
        return _refused(reason)
    except ProviderError as reason:
        return _refused(reason)
    print(f"The store `{route.store}` {'is unlocked' if asked else 'needs no unlocking'}.")
    return 0


def _refused(reason: ProviderError) -> int:
    print(said(reason), file=sys.stderr)
    return 1
