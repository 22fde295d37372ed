"""What each refusal of Vault's means for somebody who wants to read a secret, and what to do about it.

Off the hot path: imported only when an answer was not 200.
"""

from credprovider.vault.client import Answer
from credprovider.vault.failures import NoSuchSecret, VaultFailure
from credprovider.vault.kv import SecretPlace
from credprovider.vault.patience import has_no_leader, no_leader
from credprovider.vault.retry_after import when_to_ask_again
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

_ROLES = {
    472: "a disaster recovery secondary",
    473: "a performance standby",
    474: "a standby that is cut off from the active node",
    530: "a node that was removed from the cluster",
}


def failure_for(answer: Answer, place: SecretPlace, where: str, own_token_status: "Callable[[], int]") -> VaultFailure:
    """Return the failure that the answer to reading `place` means; NoSuchSecret for the one 404 that says so.

    where: `Vault at https://...`. own_token_status: asks Vault for the status of our own token; called after 403
    alone, which Vault says both for a missing right and for a token that has expired.
    """
    status = answer.status
    if status == 404:
        return _absent(answer, place, where)
    if status == 403:
        return _forbidden(place, where, own_token_status())
    if status in _ROLES:
        return VaultFailure(
            f"{where} is {_ROLES[status]} and does not give secrets", "use the address of the active node"
        )
    fixed = {
        204: VaultFailure(f"{where} answers the read of {place} with nothing"),
        405: VaultFailure(f"the mount `{visible(place.mount)}` of {where} is not a KV engine of version 2"),
        412: VaultFailure(f"{where} is a standby that does not know the token yet", "run cargo again"),
        429: VaultFailure(f"{where} has too many requests or leases", when_to_ask_again(answer.headers)),
        501: VaultFailure(f"{where} is not initialised"),
        503: VaultFailure(f"{where} is sealed or has no active node", "it must be unsealed before it gives secrets"),
    }
    if status in fixed:
        return fixed[status]
    if has_no_leader(answer):
        return no_leader(where)
    if status == 400:
        return VaultFailure(f"{where} refuses the request for {place} as malformed (status 400)", *_hints(answer))
    return VaultFailure(f"{where} answers the request for {place} with status {status}")


def _hints(answer: Answer) -> tuple[str, ...]:
    """Say what a 400 means where its words are known; the words themselves may echo what was sent."""
    for word in answer.words():
        if "from non-versioned" in word:
            return ("the mount is being upgraded to version 2; run cargo again in a moment",)
        if "token" in word and ("invalid" in word or "missing" in word):
            return ("the Vault token is not valid; log in again",)
    return ()


def _absent(answer: Answer, place: SecretPlace, where: str) -> VaultFailure:
    content = answer.content
    if content is None:
        return VaultFailure(f"what answers at the address of {where} does not know Vault's API (status 404)")
    data = content.get("data")
    if isinstance(data, dict) and "metadata" in data:
        return VaultFailure(
            f"the secret {place} in {where} was deleted or destroyed", "write a new version of it, or undelete it"
        )
    words = answer.words()
    if content.get("errors") == [] and not words:
        return NoSuchSecret(f"{where} has no secret {place}")
    mount = f"the mount `{visible(place.mount)}` of {where}"
    if any("versioned" in word for word in words):
        return VaultFailure(
            f"{mount} is another version of the KV engine than the request expects", "is the path right?"
        )
    if any("no handler for route" in word for word in words):
        return VaultFailure(f"{mount} does not exist", "the first part of `secret` is the mount's name")
    return VaultFailure(f"{where} does not support the path {place}")


def _forbidden(place: SecretPlace, where: str, own_token_status: int) -> VaultFailure:
    if own_token_status == 403:
        return VaultFailure(f"the token for {where} is not valid or has expired", "log in again with `vault login`")
    line = f'path "{visible(f"{place.mount}/data/{place.path}")}" {{ capabilities = ["read"] }}'
    return VaultFailure(f"the token for {where} may not read {place}", f"a policy of the token must have: {line}")
