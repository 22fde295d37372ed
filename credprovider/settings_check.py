"""What may stand in the settings, and the refusal of everything else by its full name.

The same rules are published as a JSON Schema, `schemas/credprovider.schema.json`; a test holds the two together.
"""

from credprovider.errors import Other
from credprovider.index_url import CRATES_IO, IndexUrl, identity
from credprovider.protocol import OPERATIONS
from credprovider.settings_table import Table
from credprovider.token import Header
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Plain

STORE_NAMES = ("secret-service", "file", "vault")  # those of `STORES`, which is too high up to be imported here
TOP_KEYS = ("registries", "vault", "file")
ROUTE_KEYS = ("store", "secret", "header", "preset")
FILE_KEYS = ("protection",)
VAULT_KEYS = ("address", "auth", "ca-file", "ca-path", "namespace", "redirect-hosts", "server-name", "token-file")
AUTH_METHODS = ("token",)


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
    return {
        "vault": check_vault(top.table("vault", "vault.")),
        "file": dict(check_file(top.table("file", "file."))),
        "registries": _check_registries(top.table("registries", "registries.")),
    }


def check_vault(table: Table) -> dict[str, object]:
    """Return the checked `[vault]`. Raises Other."""
    table.only(VAULT_KEYS)
    auth = table.table("auth", table.prefix + "auth.")
    auth.only(("method",))
    auth.choice("method", AUTH_METHODS)
    checked: dict[str, object] = {
        key: table.text(key) for key in VAULT_KEYS if key in table.values and key not in ("auth", "redirect-hosts")
    }
    if "address" in checked:
        from credprovider.vault.address import parse_address
        from credprovider.vault.failures import VaultFailure

        try:
            parse_address(str(checked["address"]))
        except VaultFailure as failure:
            raise table.mistake("address", failure.message, *failure.causes) from None
    hosts = table.values.get("redirect-hosts")
    if hosts is not None:
        if not isinstance(hosts, list) or not all(isinstance(host, str) and host for host in hosts):
            raise table.mistake("redirect-hosts", "it must be a list of host names")
        checked["redirect-hosts"] = hosts
    return checked


def check_file(table: Table) -> dict[str, str]:
    """Return the checked `[file]`. Raises Other, also for a protection that this version does not have."""
    table.only(FILE_KEYS)
    protection = table.choice("protection", ("passphrase", "key-file", "none"))
    if protection is None:
        return {}
    if protection != "none":
        advice = 'write protection = "none" to keep tokens unencrypted, readable for you alone, or choose another store'
        raise table.mistake("protection", f'"{protection}" is not supported in this version', advice)
    return {"protection": protection}


def check_route(table: Table, base: dict[str, str]) -> dict[str, str]:
    """Return the checked route in `table`, with what it does not say taken from `base`; presets become headers.
    Raises Other.
    """
    route = dict(base)
    store = table.choice("store", STORE_NAMES)
    if store is not None:
        route["store"] = store
    secret = table.text("secret")
    if secret is not None:
        route["secret"] = _checked_secret(table, secret)
    if route.get("store") != "vault":
        if secret is not None:
            raise table.mistake("secret", 'it belongs to store = "vault"')
        route.pop("secret", None)
    elif "secret" not in route:
        raise table.mistake("secret", "it is missing: the token's place in Vault, mount/path or mount/path#field")
    header = _checked_header(table)
    if header is not None:
        route["header"] = header
    return route


def _checked_secret(table: Table, secret: str) -> str:
    from credprovider.vault.failures import VaultFailure
    from credprovider.vault.kv import SecretPlace

    try:
        SecretPlace(secret)
    except VaultFailure as failure:
        raise table.mistake("secret", failure.message, *failure.causes) from None
    return secret


def _checked_header(table: Table) -> str | None:
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


def _check_registries(listed: Table) -> dict[str, object]:
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
        tables = {"default": check_route(table, {})}
        for operation in OPERATIONS:
            if operation in table.values:
                own = table.table(operation, f"{shown}.{operation}.")
                own.only(ROUTE_KEYS)
                tables[operation] = check_route(own, tables["default"])
        checked[key] = {"url": _store_key(url, key), "tables": tables}
    return checked


def _check_index(table: Table, url: str) -> None:
    parts = IndexUrl(url)
    if not parts.scheme or not parts.host:
        raise table.mistake(
            url, 'a registry is listed by its index URL, such as "sparse+https://registry.example.com/index/"'
        )
    if ":" in parts.user:
        raise table.mistake("(a URL with a password)", "an index URL must not contain a password")
    if parts.is_plain_http():
        raise table.mistake(
            url,
            "tokens are not sent over http://; use https://, or a host of this machine (127.0.0.1, [::1], localhost)",
        )


def _store_key(url: str, key: str) -> str:
    if key == CRATES_IO:
        return CRATES_IO
    return url + "/" if url.startswith("sparse+") and not url.endswith("/") else url
