"""What may stand in the tables that belong to a store as a whole: `[vault]`, `[file]`, `[keyring]`, `[kernel]`."""

from credprovider.duration import seconds_of
from credprovider.settings_table import Table

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

    from credprovider.settings_cache import Values

VAULT_KEYS = (
    "address",
    "auth",
    "ca-file",
    "ca-path",
    "client-cert",
    "client-key",
    "namespace",
    "proxy",
    "redirect-hosts",
    "server-name",
    "token-file",
)
_VAULT_PATHS = ("ca-file", "ca-path", "client-cert", "client-key", "token-file")
FILE_KEYS = ("protection", "key-file", "passphrase-lifetime")
PROTECTIONS = ("passphrase", "key-file", "none")
KEYRING_KEYS = ("backend",)
KERNEL_KEYS = ("lifetime",)


def check_vault(table: Table) -> "Values":
    """Return the checked `[vault]`. Raises Other."""
    table.only(VAULT_KEYS)
    checked: dict[str, object] = {
        key: table.path(key) if key in _VAULT_PATHS else table.text(key)
        for key in VAULT_KEYS
        if key in table.values and key not in ("auth", "redirect-hosts")
    }
    if "auth" in table.values:
        checked["auth"] = _auth(table.table("auth", table.prefix + "auth."))
    if "address" in checked:
        from credprovider.vault.address import parse_address
        from credprovider.vault.failures import VaultFailure

        try:
            parse_address(str(checked["address"]))
        except VaultFailure as failure:
            raise table.mistake("address", failure.message, *failure.causes) from None
    for given, missing in (("client-cert", "client-key"), ("client-key", "client-cert")):
        if given in checked and missing not in checked:
            raise table.mistake(missing, f"it is missing: `{given}` stands without it")
    if "proxy" in checked:
        _proxy(table, str(checked["proxy"]))
    if "redirect-hosts" in table.values:
        checked["redirect-hosts"] = table.words("redirect-hosts", "host names")
    return checked


def _proxy(table: Table, written: str) -> None:
    from credprovider.vault.failures import VaultFailure
    from credprovider.vault.proxy import parse_proxy

    try:
        credentials = parse_proxy(written).authorization
    except VaultFailure as failure:
        raise table.mistake("proxy", failure.message, *failure.causes) from None
    if credentials is not None:
        raise table.mistake("proxy", "it contains a user or password", "set the variable VAULT_PROXY_ADDR instead")


def _auth(table: Table) -> "Values":
    from credprovider.vault.auth import AUTH_METHODS, method_class

    method = table.choice("method", tuple(AUTH_METHODS))
    if method is None:
        raise table.mistake("method", "it is missing: how to log in to Vault", f"one of: {', '.join(AUTH_METHODS)}")
    return method_class(method).check(table)


def check_file(table: Table) -> "Values":
    """Return the checked `[file]`; lifetimes in seconds. Raises Other."""
    table.only(FILE_KEYS)
    protection = table.choice("protection", PROTECTIONS)
    checked: dict[str, object] = {} if protection is None else {"protection": protection}
    key_file = table.path("key-file")
    if key_file is None and protection == "key-file":
        raise table.mistake("key-file", "it is missing: the file that holds the key, 32 random bytes or more")
    if key_file is not None:
        if protection != "key-file":
            raise table.mistake("key-file", 'it belongs to protection = "key-file"')
        checked["key-file"] = key_file
    _lifetime(table, "passphrase-lifetime", checked)
    if "passphrase-lifetime" in checked and protection != "passphrase":
        raise table.mistake("passphrase-lifetime", 'it belongs to protection = "passphrase"')
    return checked


def check_keyring(table: Table) -> "Values":
    """Return the checked `[keyring]`. Raises Other."""
    table.only(KEYRING_KEYS)
    backend = table.text("backend")
    if backend is None:
        return {}
    module, dot, name = backend.rpartition(".")
    if not (dot and name.isidentifier() and all(part.isidentifier() for part in module.split("."))):
        example = 'it must name a class of the keyring library, such as "keyring.backends.macOS.Keyring"'
        raise table.mistake("backend", example)
    return {"backend": backend}


def check_kernel(table: Table) -> "Values":
    """Return the checked `[kernel]`; lifetimes in seconds. Raises Other."""
    table.only(KERNEL_KEYS)
    checked: dict[str, object] = {}
    _lifetime(table, "lifetime", checked)
    return checked


def _lifetime(table: Table, key: str, checked: dict[str, object]) -> None:
    written = table.text(key)
    if written is None:
        return
    seconds = seconds_of(written)
    if seconds is None:
        raise table.mistake(key, "it must be a time such as 90s, 30m, 8h or 7d, up to 365d")
    checked[key] = seconds


STORE_TABLES: "dict[str, Callable[[Table], Values]]" = {
    "vault": check_vault,
    "file": check_file,
    "keyring": check_keyring,
    "kernel": check_kernel,
}
