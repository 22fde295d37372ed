"""Which store serves a registry for which operation, and in what state it is. The stores' own code is asked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from credprovider.deadline import Deadline
from credprovider.doctor.watched import ask_watched
from credprovider.errors import NotFound, Other, ProviderError, UrlNotSupported
from credprovider.protocol import OPERATIONS
from credprovider.registries import token_request
from credprovider.route import Route
from credprovider.router import find_route
from credprovider.settings import Settings
from credprovider.stores import open_store

_UNKNOWN_KEYRING = "unavailable"


class Served(NamedTuple):
    """One place that serves some operations of a registry.

    store: a name of `STORES`. header: the template of the header. operations: of `get`; those of login and logout are
    the place that serves `read`.
    """

    store: str
    header: str
    operations: tuple[str, ...]


class Stored(NamedTuple):
    """What the store of `read` says. problem, causes: why it cannot be opened, "" where it can. writable: whether
    `cargo login` stores a token there; elsewhere: where tokens are written instead. line_end: whether what it holds
    ends with one.
    """

    problem: str = ""
    causes: tuple[str, ...] = ()
    writable: bool = False
    elsewhere: str = ""
    line_end: bool = False


class Keyring(NamedTuple):
    """state: "available", "locked", "no-default-collection" or "unavailable". reason: for the last."""

    state: str
    reason: str = ""


def served(url: str, name: str | None, arguments: Sequence[str], settings: Settings) -> list[Served]:
    """Return the places of a registry's tokens; none where the settings do not serve it. No I/O.

    Raises Other for a mistake in the arguments of cargo's config, and for an unencrypted index.
    """
    places: dict[tuple[str, str], list[str]] = {}
    try:
        for operation in OPERATIONS:
            route = find_route(token_request(url, name or "", arguments, operation), settings)
            places.setdefault((route.store, route.header), []).append(operation)
    except UrlNotSupported:
        return []
    return [Served(store, header, tuple(operations)) for (store, header), operations in places.items()]


def ask_store(url: str, name: str | None, arguments: Sequence[str], settings: Settings, seconds: float) -> Stored:
    """Return what the store of a registry says. For a store that holds what was logged in, the token itself is looked
    at; another one may make a new token each time, and is not asked. Raises what `find_route` raises.
    """
    route = find_route(token_request(url, name or "", arguments, "read"), settings)
    try:
        said = ask_watched(lambda deadline: _said(route, deadline), seconds)
    except Other as error:
        return Stored(error.message, error.causes)
    return Stored(writable=said["writable"], elsewhere=said["elsewhere"], line_end=said["line_end"])


def ask_keyring(settings: Settings, seconds: float) -> Keyring:
    """Return the state of the OS keyring."""
    from credprovider.stores.secret_service import SecretServiceStore

    route = Route("", {}, settings, separate=False)
    try:
        said = ask_watched(lambda deadline: {"state": SecretServiceStore(route, deadline).state()}, seconds)
    except Other as error:
        return Keyring(_UNKNOWN_KEYRING, ": ".join([error.message, *error.causes[:1]]))
    return Keyring(said["state"])


def _said(route: Route, deadline: Deadline) -> dict[str, Any]:
    store = open_store(route, deadline)
    line_end = False
    if store.writable:
        try:
            line_end = store.get().token.line_end
        except NotFound:
            pass
        except ProviderError:
            pass  # the provider itself is asked too, and says it
    return {"writable": store.writable, "elsewhere": "" if store.writable else store.elsewhere(), "line_end": line_end}
