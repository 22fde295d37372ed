"""What may stand in the settings, and the refusal of everything else by its full name.

The same rules are published as a JSON Schema, `schemas/credprovider.schema.json`; a test holds the two together.
"""

from credprovider.errors import Other
from credprovider.index_url import CRATES_IO, IndexUrl, identity
from credprovider.protocol import OPERATIONS
from credprovider.route_check import ROUTE_KEYS, check_route
from credprovider.settings_table import Table
from credprovider.store_settings import STORE_TABLES
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Plain

TOP_KEYS = ("registries", *STORE_TABLES)


def check_document(data: bytes, path: str) -> "Plain":
    """Return the checked settings of the file `path`, whose bytes are `data`, in the plain form that the cache keeps.

    Raises Other: not TOML, or the first mistake, by its full name.
    """
    import tomli

    place = visible(path)
    reason = ""
    document: dict[str, object] = {}
    try:
        document = tomli.loads(data.decode("utf-8"))
    except tomli.TOMLDecodeError as error:
        reason = visible(str(error))
    except (UnicodeDecodeError, RecursionError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else "it is nested too deeply"
    if reason:
        raise Other(f"{place} is not valid TOML", (reason,))
    top = Table(document, "", place)
    top.only(TOP_KEYS)
    stores = {name: check(top.table(name, f"{name}.")) for name, check in STORE_TABLES.items()}
    auth = stores["vault"].get("auth")
    method = str(auth["method"]) if isinstance(auth, dict) else "token"
    return {"stores": stores, "registries": _check_registries(top.table("registries", "registries."), method)}


def _check_registries(listed: Table, method: str) -> dict[str, object]:
    checked: dict[str, object] = {}
    seen: dict[str, str] = {}
    for url in listed.values:
        shown = f'registries."{visible(url)}"'
        table = listed.table(url, f"{shown}.")
        _check_index(Table({url: url}, "registries.", listed.place), url)
        key = identity(url)
        if key in seen:
            raise listed.mistake(url, f"it is the same registry as `{visible(seen[key])}`")
        seen[key] = url
        table.only((*ROUTE_KEYS, *OPERATIONS))
        _check_role(table, method)
        tables = {"default": check_route(table, {})}
        for operation in OPERATIONS:
            if operation in table.values:
                own = table.table(operation, f"{shown}.{operation}.")
                own.only(ROUTE_KEYS)
                _check_role(own, method)
                tables[operation] = check_route(own, tables["default"])
        checked[key] = {"url": _store_key(url, key), "tables": tables}
    return checked


def _check_role(table: Table, method: str) -> None:
    """Refuse a `role` where `method`, the one that all of `[vault]` logs in by, has none."""
    if "role" not in table.values:
        return
    from credprovider.vault.auth import AUTH_METHODS, method_class

    if not method_class(method).chooses_role:
        having = ", ".join(name for name in AUTH_METHODS if method_class(name).chooses_role)
        problem = f"the auth method `{method}` of [vault] has no role to choose"
        raise table.mistake("role", problem, f"auth methods with roles: {having}")


def _check_index(table: Table, url: str) -> None:
    parts = IndexUrl(url)
    if ":" in parts.user:  # first, as the other refusals show the URL
        raise table.mistake("(a URL with a password)", "an index URL must not contain a password")
    if not parts.scheme or not parts.host:
        raise table.mistake(
            url, 'a registry is listed by its index URL, such as "sparse+https://registry.example.com/index/"'
        )
    if parts.is_plain_http():
        raise table.mistake(
            url,
            "tokens are not sent over http://; use https://, or a host of this machine (127.0.0.1, [::1], localhost)",
        )


def _store_key(url: str, key: str) -> str:
    if key == CRATES_IO:
        return CRATES_IO
    return url + "/" if url.startswith("sparse+") and not url.endswith("/") else url
