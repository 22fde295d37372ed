"""`credprovider.toml`, into which a command writes where a registry's token lives."""

import os

from credprovider.edited_file import EditedFile
from credprovider.index_url import identity
from credprovider.route import DEFAULT_STORE
from credprovider.settings import FILE_NAME, Settings
from credprovider.settings_check import check_document

_HEADERS = ("header", "preset")
_OF_SECRET = ("engine", "mount")  # what was found out about one secret says nothing about another


class SettingsFile(EditedFile):
    """The settings in the folder `home`. Raises Other as EditedFile does; a symbolic link is refused."""

    def __init__(self, home: str) -> None:
        super().__init__(os.path.join(home, FILE_NAME), mode=0o600)

    def checked(self) -> Settings:
        """Return the settings as the provider would read them after `write`. Raises Other for a mistake in them."""
        return Settings(check_document(self.data, self.path), self.path)

    def set_vault_address(self, address: str) -> None:
        """Write where Vault is."""
        if (self.toml.get("vault", "address") or "") != address:
            self.toml.set(("vault", "address"), address)

    def set_route(self, url: str, route: dict[str, str]) -> None:
        """Write the route for the registry at `url`, in its table if it has one.

        route: `store` and the keys that go with it. Of the table's own keys those of another store go, those about
        another secret, and the header where the route has one; tables for single operations stay.
        """
        registries = self.toml.get("registries") or {}
        name = next((known for known in registries if identity(known) == identity(url)), url)
        old = registries.get(name, {})
        gone = [key for key in _HEADERS if key in old and key not in route and set(route) & set(_HEADERS)]
        if old.get("store", DEFAULT_STORE) != route["store"]:
            gone += [key for key in old if not isinstance(old[key], dict) and key not in (*route, *_HEADERS)]
        elif old.get("secret") != route.get("secret"):
            gone += [key for key in _OF_SECRET if key in old and key not in route]
        for key in gone:
            self.toml.remove(("registries", name, key))
        for key, value in route.items():
            if old.get(key) != value:
                self.toml.set(("registries", name, key), value)
