"""What each refusal of a login means, and what to do about it. Off the hot path: imported only after a refusal."""

from credprovider.vault.auth.interface import AuthMethod
from credprovider.vault.auth.refusals import reason
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure, no_such_namespace
from credprovider.vault.patience import has_no_leader, no_leader
from credprovider.vault.retry_after import when_to_ask_again
from credprovider.visible import visible

_NOT_MOUNTED = ("no handler for route", "route entry not found", "permission denied")


def login_failure(answer: Answer, method: AuthMethod, where: str) -> VaultFailure:
    """Return the failure that `answer` to a login by `method` means.

    Vault's own words are not shown: they may echo what was sent.
    """
    status = answer.status
    mount = visible(method.mount)
    role = f" as the role `{visible(method.text('role'))}`" if method.text("role") else ""
    said = f"{where} does not let {method.name} log in{role}"
    if answer.table("auth").get("mfa_requirement"):
        return VaultFailure(f"{where} asks for a second factor after {method.name}", "use a role without one for cargo")
    words = " ".join(answer.words())
    known = reason(method.text("method"), words) if status != 200 else None
    if known is not None:
        meaning, advice = known
        return VaultFailure(said, meaning, f"{advice} (auth/{mount})")
    if status in (400, 401, 403):
        if any(part in words for part in _NOT_MOUNTED):
            return VaultFailure(
                said, f"is the method mounted at auth/{mount}? another place is named by `mount` in auth"
            )
        return VaultFailure(said, f"check the role and what it is bound to, at auth/{mount} (status {status})")
    if "namespace not found" in words:
        return no_such_namespace(where)
    if status == 404:
        return VaultFailure(said, f"no auth method is mounted at auth/{mount}; name its place with `mount` in auth")
    if status == 429:
        return VaultFailure(f"{where} has too many requests", when_to_ask_again(answer.headers))
    if has_no_leader(answer):
        return no_leader(where)
    if status == 503:
        return VaultFailure(f"{where} is sealed or has no active node", "it must be unsealed before anybody logs in")
    if status == 200:
        return VaultFailure(f"{where} answers the login by {method.name} without a token")
    causes = ("a cluster without a quorum says so, too; its log says why",) if status == 500 else ()
    return VaultFailure(f"{where} answers the login by {method.name} with status {status}", *causes)
