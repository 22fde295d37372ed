"""Asking Vault which engine the secret of a route is in, for whoever writes settings."""

from typing import Any

from credprovider.deadline import Deadline
from credprovider.doctor.vault.mount import find_mount
from credprovider.doctor.vault.place import place_of
from credprovider.doctor.watched import ask_watched
from credprovider.errors import Other
from credprovider.route import Route
from credprovider.vault.failures import VaultFailure
from credprovider.vault.session import Session


def ask_mount(route: Route, seconds: float) -> dict[str, Any]:
    """Return the mount as `find_mount` does, asked as a request for a token by `route` would, for `seconds` at most.

    Raises Other saying why it is not known.
    """
    return ask_watched(lambda deadline: _asked(route, deadline), seconds)


def _asked(route: Route, deadline: Deadline) -> dict[str, Any]:
    try:
        session = Session(route.shared, deadline.left, route.text("role"))
        deadline.waiting_for(session.where)
        place = place_of(route)
        mount, status = find_mount(session, f"{place.mount}/{place.path}")
    except VaultFailure as failure:
        raise Other(failure.message, failure.causes) from None
    if mount is None:
        message = f"{session.where} does not say it (status {status})"
        raise Other(message, ("a policy of the token must reach into the mount",))
    return mount
