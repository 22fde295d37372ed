"""The provider's settings: `$CARGO_HOME/credprovider.toml`, never a file of the project's folder.

Reading and checking TOML costs more than everything else of a request, so the checked settings are kept in a cache
beside the file, and read from there while the file is the same.
"""

import os

from credprovider.private_file import cargo_home, open_trusted, read_all
from credprovider.settings_cache import cached_settings, keep_settings, stamp

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Plain, Values

FILE_NAME = "credprovider.toml"
MAX_SIZE = 1024 * 1024


class Registry:
    """A registry that the settings list. url: its key for the stores. tables: by operation, with "default" for all
    the others.
    """

    __slots__ = ("tables", "url")

    def __init__(self, url: str, tables: "dict[str, Values]") -> None:
        self.url = url
        self.tables = tables


class Settings:
    """Checked settings. plain: what `settings_check` made of the file, or what the cache kept of that. path: of the
    file.

    registries: by identity of the index URL. stores: what belongs to a store as a whole, by its name.
    """

    __slots__ = ("path", "registries", "stores")

    def __init__(self, plain: "Plain", path: str) -> None:
        self.path = path
        self.stores: dict[str, Values] = plain.get("stores", {})
        listed = plain.get("registries", {})
        self.registries = {key: Registry(entry["url"], entry["tables"]) for key, entry in listed.items()}


def load_settings() -> Settings:
    """Return the settings; empty ones when there is no file.

    Raises Other: the file is not to be trusted (see `open_trusted`), is not TOML, or has a mistake, which is named.
    """
    home = cargo_home()
    path = os.path.join(home, FILE_NAME)
    descriptor = open_trusted(path, secret=False)
    if descriptor is None:
        return Settings({}, path)
    now = stamp(descriptor)
    plain = cached_settings(home, now)
    if plain is not None:
        os.close(descriptor)
        return Settings(plain, path)
    from credprovider.settings_check import check_document

    plain = check_document(read_all(descriptor, path, MAX_SIZE), path)
    keep_settings(home, now, plain)
    return Settings(plain, path)
