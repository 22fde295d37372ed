"""One file per place where a token can live; `STORES` is the list of them all."""

from credprovider.deadline import Deadline
from credprovider.route import Route
from credprovider.stores.interface import Store

STORES = {
    "auto": ("credprovider.stores.auto", "AutoStore"),
    "secret-service": ("credprovider.stores.secret_service", "SecretServiceStore"),
    "keyring": ("credprovider.stores.keyring", "KeyringStore"),
    "kernel": ("credprovider.stores.kernel", "KernelStore"),
    "file": ("credprovider.stores.file", "FileStore"),
    "vault": ("credprovider.stores.vault", "VaultStore"),
    "command": ("credprovider.stores.command", "CommandStore"),
    "environment": ("credprovider.stores.environment", "EnvironmentStore"),
}


def open_store(route: Route, deadline: Deadline) -> Store:
    """Return the store that `route` names, imported only now: each brings what the others do not need. No I/O happens
    yet.
    """
    module, name = STORES[route.store]
    store: Store = getattr(__import__(module, fromlist=(name,)), name)(route, deadline)
    return store
