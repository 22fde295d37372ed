"""The server's own state: which product it is, whether it is sealed, a standby, and what its clock says.

Source: OpenBao's and Vault's API, sys/health and sys/seal-status, which need no token.
"""

from time import time
from typing import Any

from credprovider.doctor.vault.notes import Notes
from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import VaultFailure

_HEALTH = "sys/health?standbyok=true&perfstandbyok=true&sealedcode=200&uninitcode=200&drsecondarycode=200"
_SKEW = 30  # seconds
INLINE_AUTH = (2, 4)
"""The first OpenBao with inline auth."""


def examine_health(client: Client, notes: Notes) -> bool:
    """Note the server's state; return whether it can give secrets. Raises VaultFailure when there is no answer.

    client: in no namespace, where sys/health is not served.
    """
    before = time()
    answer = client.get(_HEALTH)
    now = (before + time()) / 2
    health = answer.content or {}
    if answer.status != 200 or not isinstance(health.get("initialized"), bool):
        _no_state(answer, client, notes)
        return answer.content is not None
    version = health.get("version")
    notes.facts["health"] = {
        "product": _product(health),
        "version": version if isinstance(version, str) else "",
        "initialized": health["initialized"],
        "sealed": health.get("sealed") is True,
        "standby": health.get("standby") is True,
        "clock_ahead": None,
    }
    _check_clock(health.get("server_time_utc"), now, notes)
    return _check_state(health, client, notes)


def is_openbao_since(facts: "dict[str, Any] | None", since: tuple[int, int]) -> bool:
    """Whether `facts`, as noted above, are about an OpenBao of this version or later."""
    if facts is None or facts["product"] != "OpenBao":
        return False
    parts = facts["version"].split(".")[:2]
    return all(part.isascii() and part.isdigit() for part in parts) and tuple(map(int, parts)) >= since


def _product(health: "dict[str, object]") -> str:
    """Return the product, "" where it cannot be told. OpenBao begins at 2.0 and has no enterprise edition."""
    version = health.get("version")
    if "enterprise" in health or (isinstance(version, str) and version.startswith(("0.", "1."))):
        return "Vault"
    return "OpenBao" if isinstance(version, str) and version[:1].isdigit() else ""


def _no_state(answer: Answer, client: Client, notes: Notes) -> None:
    if answer.content is None:
        message = f"what answers at the address of {client.where} is not Vault's API (status {answer.status})"
        notes.add("vault-unknown-server", "error", message, "correct `address` under [vault], or VAULT_ADDR")
    else:
        message = f"{client.where} does not say what state it is in (status {answer.status})"
        notes.add("vault-no-state", "advice", message, "let sys/health through to Vault, if a proxy stands before it")


def _check_clock(server: object, now: float, notes: Notes) -> None:
    if not isinstance(server, int):
        return
    ahead = round(server + 0.5 - now)  # Vault says whole seconds, rounded down
    notes.facts["health"]["clock_ahead"] = ahead
    if abs(ahead) > _SKEW:
        message = f"Vault's clock is {abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
        notes.add("vault-clock", "warning", f"{message}: JWTs and certificates fail", "set both clocks by NTP")


def _check_state(health: "dict[str, object]", client: Client, notes: Notes) -> bool:
    where = client.where
    if health["initialized"] is False:
        edit = "have `bao operator init` or `vault operator init` run there"
        notes.add("vault-not-initialised", "error", f"{where} is not initialised", edit)
        return False
    if health.get("sealed") is True:
        message = f"{where} is sealed{_progress(client)}"
        notes.add("vault-sealed", "error", message, "it must be unsealed before it gives secrets")
        return False
    if health.get("replication_dr_mode") == "secondary":
        message = f"{where} is a disaster recovery secondary and does not give secrets"
        notes.add("vault-standby", "error", message, "use the address of the active node")
        return False
    if health.get("standby") is True:
        message = f"{where} is a standby, which hands each request on to the active node"
        notes.add("vault-standby", "advice", message, "use the address of the active node, or of a load balancer")
    return True


def _progress(client: Client) -> str:
    try:
        status = client.get("sys/seal-status").content or {}
    except VaultFailure:
        return ""
    given, needed = status.get("progress"), status.get("t")
    return f" ({given} of {needed} keys given)" if isinstance(given, int) and isinstance(needed, int) else ""
