"""What may stand in a route: in the table of a registry, in that of one of its operations, and in the arguments in
cargo's configuration.
"""

from credprovider.settings_table import Table
from credprovider.token import Header
from credprovider.vault_route_check import check_vault_route

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Values

STORE_KEYS: dict[str, tuple[str, ...]] = {
    "auto": (),
    "secret-service": (),
    "keyring": (),
    "kernel": (),
    "file": (),
    "vault": (
        "secret",
        "role",
        "engine",
        "mount",
        "writable",
        "wrapping-token-file",
        "wrapping-token-variable",
    ),
    "command": ("command", "format", "field", "expires-field", "cache", "login-command", "logout-command"),
    "environment": ("variable",),
}
"""The stores, which are those of `STORES` (too high up to be imported here), and the keys that each has for itself."""

STORE_NAMES = tuple(STORE_KEYS)
ROUTE_KEYS = ("store", "header", "preset", *(key for keys in STORE_KEYS.values() for key in keys))
ARGUMENT_STORES = ("auto", "secret-service", "keyring", "kernel", "file", "vault")
ARGUMENT_KEYS = ("store", "header", "preset", "secret")
FORMATS = ("text", "json")
CACHES = ("kernel",)


def check_route(table: Table, base: "Values") -> "Values":
    """Return the checked route in `table`, with what it does not say taken from `base`; presets become headers.

    What `base` says for another store is not taken. Raises Other.
    """
    store = table.choice("store", STORE_NAMES) or str(base.get("store", "auto"))
    own = STORE_KEYS[store]
    for other, keys in STORE_KEYS.items():
        for key in keys:
            if key in table.values and key not in own:
                raise table.mistake(key, f'it belongs to store = "{other}"')
    route = {key: value for key, value in base.items() if key in ("store", "header", *own)}
    if "store" in table.values:
        route["store"] = store
    _CHECKS.get(store, _nothing)(table, route)
    header = _header(table)
    if header is not None:
        route["header"] = header
    return route


def _nothing(_table: Table, _route: "Values") -> None:
    """A store without keys of its own."""


def _command(table: Table, route: "Values") -> None:
    for key in ("command", "login-command", "logout-command"):
        if key in table.values:
            words = table.words(key, "strings, the program and its arguments")
            if not words or ("/" in words[0] and not words[0].startswith("/")):
                raise table.mistake(key, "the program is a name on PATH or an absolute path")
            route[key] = words
    if "command" not in route:
        example = 'command = ["op", "read", "op://work/kellnr/token"]'
        raise table.mistake("command", "it is missing: the program that prints the token, and its arguments", example)
    for key, allowed in (("format", FORMATS), ("cache", CACHES)):
        choice = table.choice(key, allowed)
        if choice is not None:
            route[key] = choice
    for key in ("field", "expires-field"):
        field = table.text(key)
        if field is not None:
            route[key] = field
        if key in route and route.get("format") != "json":
            raise table.mistake(key, 'it belongs to format = "json"')
    if route.get("format") == "json" and "field" not in route:
        raise table.mistake("field", 'it is missing: where in the JSON the token stands, such as "credential.token"')


def _environment(table: Table, route: "Values") -> None:
    name = table.text("variable")
    if name is not None:
        if not (name.isascii() and name.isidentifier()):
            raise table.mistake("variable", "it must be the name of a variable: letters, digits and underscores")
        route["variable"] = name
    if "variable" not in route:
        raise table.mistake("variable", "it is missing: the name of the variable that holds the token")


_CHECKS = {"vault": check_vault_route, "command": _command, "environment": _environment}


def _header(table: Table) -> str | None:
    header = table.text("header")
    if "preset" in table.values:
        from credprovider.presets import PRESETS

        if header is not None:
            raise table.mistake("preset", "it stands beside `header`; one of the two is enough")
        preset = table.choice("preset", tuple(PRESETS))
        return PRESETS[preset or ""]
    if header is None:
        return None
    try:
        Header(header)
    except ValueError as error:
        raise table.mistake("header", str(error)) from None
    return header
