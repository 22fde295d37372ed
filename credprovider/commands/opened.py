"""A store as a command opens it: for one registry, under a deadline that ends the command with a sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from resource import RLIMIT_CORE, setrlimit

from credprovider.deadline import Deadline, allowed_seconds
from credprovider.errors import NotFound, Other, ProviderError, UrlNotSupported
from credprovider.registries import KnownRegistry, token_request
from credprovider.route import Route
from credprovider.router import find_route
from credprovider.settings import load_settings
from credprovider.stores import open_store
from credprovider.stores.interface import Store
from credprovider.visible import visible


def route_to(registry: KnownRegistry, operation: str = "read") -> Route:
    """Return the route that cargo's request for a token takes. Raises Other when the registry is not served."""
    try:
        return find_route(token_request(*registry, operation), load_settings())
    except UrlNotSupported:
        advice = "it lists other registries, and serves these alone; see `cargo credprovider settings`"
        raise Other(f"{visible(registry.url)} is not served by credprovider.toml", (advice,)) from None


@contextmanager
def command_deadline() -> Iterator[Deadline]:
    """Limit the time of what follows: when it is over, the process ends with a sentence and status 1."""
    setrlimit(RLIMIT_CORE, (0, 0))  # a core dump would hold a token
    deadline = Deadline(allowed_seconds(), 2, lambda error: (said(error) + os.linesep).encode(), status=1)
    try:
        yield deadline
    finally:
        deadline.finish()


@contextmanager
def opened(route: Route) -> Iterator[Store]:
    """Open the store of `route` under a deadline."""
    with command_deadline() as deadline:
        yield open_store(route, deadline)


def said(error: ProviderError) -> str:
    """Return what a command says of `error`: a first line, and each cause on a line of its own."""
    fallback = "there is no such token" if isinstance(error, NotFound) else "this registry's store cannot do that"
    causes = error.causes if isinstance(error, Other) else ()
    return "\n".join([f"error: {error.message or fallback}", *(f"  {cause}" for cause in causes)])
