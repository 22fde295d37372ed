"""Where the token for one registry and operation lives: what the router finds and a store is opened for."""

from credprovider.settings import Settings

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Values

DEFAULT_STORE = "auto"


class Route:
    """Where the token for one registry and operation lives, and how it is given to cargo.

    url: the key under which stores keep it. name: what the project calls the registry, or None: a hint. store: a name
    of `STORES`. header: the template of the header's value. separate: whether operations of this registry have tokens
    of their own. table: the checked table of the route, with the keys of its store. shared: the checked table of the
    store as a whole, such as `[vault]`. operation, crate: what cargo asks for, "" where it does not say.
    """

    __slots__ = ("crate", "header", "name", "operation", "separate", "shared", "store", "table", "url")

    def __init__(
        self,
        url: str,
        table: "Values",
        settings: Settings,
        *,
        separate: bool,
        name: str | None = None,
        operation: str = "",
        crate: str = "",
    ) -> None:
        self.url = url
        self.name = name
        self.operation = operation
        self.crate = crate
        self.table = table
        self.store = self.text("store") or DEFAULT_STORE
        self.header = self.text("header") or "{token}"
        secret = self.text("secret")
        self.separate = separate or "{operation}" in secret or "{crate}" in secret
        self.shared = settings.stores.get(self.store, {})

    def text(self, key: str) -> str:
        """Return the string at `key` of the route's table, "" when it is absent."""
        value = self.table.get(key)
        return value if isinstance(value, str) else ""

    def words(self, key: str) -> list[str]:
        """Return the list of strings at `key` of the route's table, empty when it is absent."""
        value = self.table.get(key)
        return [str(word) for word in value] if isinstance(value, list) else []
