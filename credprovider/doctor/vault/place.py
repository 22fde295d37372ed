"""Where a route's secret is."""

from credprovider.route import Route
from credprovider.vault.kv import SecretPlace
from credprovider.vault.template import asked_values, filled

_CRATE = "{crate}"
_WRAPPED = ("wrapping-token-file", "wrapping-token-variable")


def place_of(route: Route) -> SecretPlace:
    """Return the place that a request for a token by `route` reads. Raises VaultFailure."""
    text = filled(route.text("secret"), asked_values(route))
    return SecretPlace(text, route.text("mount"), route.text("engine"))


def unseen(route: Route) -> str:
    """Return why the secret of `route` is not looked at, "" where it is."""
    if any(route.text(key) for key in _WRAPPED):
        return "the secret comes wrapped, and to look into it would use it up"
    if _CRATE in route.text("secret") and route.operation != "read":
        return "each crate has a secret of its own, and none is named here"
    return ""
