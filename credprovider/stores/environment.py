"""A token in a variable, as CI systems hand secrets to a job."""

import os

from credprovider.errors import NotFound, Other
from credprovider.stores.interface import Found, Store
from credprovider.token import stored_token


class EnvironmentStore(Store):
    """The registry's token is what the variable holds that the route names: `variable = "KELLNR_TOKEN"`."""

    writable = False

    def get(self) -> Found:
        """Return the token. NotFound when the variable is not set or empty, Other when it holds no token."""
        name = self.route.text("variable")
        value = os.environb.get(name.encode("ascii"), b"")
        if not value:
            raise NotFound(f"the variable {name} is not set, or is empty")
        try:
            return Found(stored_token(value))
        except Other as error:
            reason = error.message
        raise Other(f"the variable {name} holds no token", (reason,))

    def elsewhere(self) -> str:
        """Return which variable it is."""
        name = self.route.text("variable")
        return f"this registry's token comes from the variable {name}; it is set where cargo is started"
