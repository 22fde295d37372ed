"""Where a route's secret is, as Vault's policies and the settings name it."""

from credprovider.route import Route
from credprovider.vault.kv import SecretPlace

DEFAULT_ENGINE = "kv-v2"


class RoutePlace:
    """The secret of `route`. secret: parsed. engine: `kv-v2`, `kv-v1` or `dynamic`. mount: without slashes around it.

    path: below the mount. Raises VaultFailure for a secret that is no place.
    """

    def __init__(self, route: Route) -> None:
        self.secret = SecretPlace(route.text("secret"))
        self.engine = route.text("engine") or DEFAULT_ENGINE
        self.mount, self.path = self.secret.mount, self.secret.path

    def api_path(self, mount: str, engine: str) -> str:
        """Return what a policy must name, not encoded, for this secret in that engine at that mount."""
        rest = f"{self.mount}/{self.path}".removeprefix(f"{mount}/")
        return f"{mount}/data/{rest}" if engine == DEFAULT_ENGINE else f"{mount}/{rest}"
