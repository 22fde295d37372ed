"""What may stand in a route to Vault: where the token is, what kind of engine is there, and who may write it."""

from credprovider.settings_table import Table

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Values

WRAPPING_KEYS = ("wrapping-token-file", "wrapping-token-variable")


def check_vault_route(table: Table, route: "Values") -> None:
    """Add to `route` what `table` says, over what it has inherited. Raises Other."""
    from credprovider.vault.kv import ENGINES

    engine = table.choice("engine", ENGINES)
    if engine is not None:
        route["engine"] = engine
    for key in ("secret", "mount", "role", *WRAPPING_KEYS):
        text = table.path(key) if key == WRAPPING_KEYS[0] else table.text(key)
        if text is not None:
            route[key] = text
    if "secret" not in route:
        raise table.mistake("secret", "it is missing: the token's place in Vault, mount/path or mount/path#field")
    _check_place(table, route)
    for key, other in (WRAPPING_KEYS, WRAPPING_KEYS[::-1]):
        if key in table.values and other in table.values:
            raise table.mistake(key, f"it stands beside `{other}`; the wrapping token is in one place")
        if key in table.values:
            route.pop(other, None)
    if "writable" in table.values:
        route["writable"] = table.flag("writable")
    problem = _not_writable(route)
    if problem and route.get("writable"):
        if "writable" in table.values:
            raise table.mistake("writable", problem)
        del route["writable"]  # inherited, for the registry's own secret and not for this operation's


def _check_place(table: Table, route: "Values") -> None:
    from credprovider.vault.failures import VaultFailure
    from credprovider.vault.kv import SecretPlace
    from credprovider.vault.template import check_template

    secret, mount = str(route["secret"]), str(route.get("mount", ""))
    key = "secret" if "secret" in table.values else "mount"
    if mount and not secret.startswith(mount + "/"):
        raise table.mistake(key, "`secret` must begin with what `mount` says, such as team/kv/kellnr for team/kv")
    try:
        SecretPlace(check_template(secret), mount, str(route.get("engine", "")))
    except VaultFailure as failure:
        raise table.mistake(key, failure.message, *failure.causes) from None


def _not_writable(route: "Values") -> str:
    """Return why people cannot own the token of this route, "" when they can."""
    if route.get("engine", "kv-v2") != "kv-v2":
        return "only a KV engine of version 2 refuses to overwrite what somebody else has just written"
    if any(key in route for key in WRAPPING_KEYS):
        return "a secret that comes wrapped is not written back"
    if "{operation}" in str(route["secret"]) or "{crate}" in str(route["secret"]):
        return "`cargo login` is for no operation and no crate, so that there is no one place to write to"
    return ""
