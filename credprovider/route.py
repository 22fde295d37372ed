"""Where the token for one registry and operation lives: what the router finds and a store is opened for."""

from credprovider.settings import Settings

DEFAULT_STORE = "secret-service"  # the OS keyring


class Route:
    """Where the token for one registry and operation lives, and how it is given to cargo.

    url: the key under which stores keep it. store: a name of `STORES`. secret: the path in Vault, or "". header: the
    template of the header's value. separate: whether operations of this registry have tokens of their own. vault,
    file: the stores' own tables, as checked by the settings.
    """

    __slots__ = ("file", "header", "secret", "separate", "store", "url", "vault")

    def __init__(self, url: str, table: dict[str, str], settings: Settings, *, separate: bool) -> None:
        self.url = url
        self.store = table.get("store", DEFAULT_STORE)
        self.secret = table.get("secret", "")
        self.header = table.get("header", "{token}")
        self.separate = separate
        self.vault = settings.vault
        self.file = settings.file
