"""What each refusal of Vault's means for somebody who wants to read a secret, and what to do about it.

Off the hot path: imported only when an answer was not 200.
"""

from time import monotonic

from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import NoSuchSecret, RemovedToken, VaultFailure, no_such_namespace
from credprovider.vault.kv import DYNAMIC, KV_V1, KV_V2, SecretPlace
from credprovider.vault.own_token import own_token_status
from credprovider.vault.patience import has_no_leader, no_leader
from credprovider.vault.retry_after import when_to_ask_again
from credprovider.vault.secret_path import encoded_path
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


def refusal(answer: Answer, place: SecretPlace, client: Client) -> VaultFailure:
    """Return the failure that `answer` to reading `place` means, with what Vault says besides when `client` asks it."""

    def kv_mount() -> tuple[str, str]:
        if client.inline:
            return _UNKNOWN  # Vault tells that only to a token of its own
        asking = Client(client.config, _half(client.left), client.token)
        data = asking.get(f"sys/internal/ui/mounts/{encoded_path(f'{place.mount}/{place.path}')}").table("data")
        mount, options = data.get("path"), data.get("options")
        if data.get("type") != "kv" or not isinstance(mount, str):
            return _UNKNOWN
        version = options.get("version") if isinstance(options, dict) else None
        return mount.strip("/"), KV_V2 if version == "2" else KV_V1

    return failure_for(answer, place, client.where, lambda: own_token_status(client, answer), kv_mount)


def _half(left: "Callable[[], float]") -> "Callable[[], float]":
    """Return what gives the seconds that remain of half the time, so that what was refused can be told in the other."""
    ends = monotonic() + left() / 2
    return lambda: max(ends - monotonic(), 0.001)


_UNKNOWN = ("", "")
_ENGINE = {
    KV_V2: "a KV engine of version 2",
    KV_V1: "a KV engine of version 1",
    DYNAMIC: "an engine that makes secrets when they are read",
}


def failure_for(
    answer: Answer,
    place: SecretPlace,
    where: str,
    own_token_status: "Callable[[], int]",
    kv_mount: "Callable[[], tuple[str, str]]" = lambda: _UNKNOWN,
) -> VaultFailure:
    """Return the failure that the answer to reading `place` means; NoSuchSecret for the one 404 that says so.

    where: `Vault at https://...`. own_token_status: asks Vault for the status of our own token; called after 403
    alone, which Vault says both for a missing right and for a token that has expired. kv_mount: asks Vault for the KV
    mount that the secret is in and its engine, both "" when it does not say; called after that one 404, which an engine
    of version 1 says too, and after a 403, as the rights for one version of the engine are none for the other.
    """
    status = answer.status
    if status == 404:
        return _absent(answer, place, where, kv_mount)
    if status == 403:
        return _forbidden(place, where, own_token_status(), kv_mount)
    if status in _ROLES:
        return VaultFailure(
            f"{where} is {_ROLES[status]} and does not give secrets", "use the address of the active node"
        )
    fixed = {
        204: VaultFailure(f"{where} answers the read of {place} with nothing"),
        405: VaultFailure(f"the mount `{visible(place.mount)}` of {where} is not {_ENGINE[place.engine]}"),
        412: VaultFailure(f"{where} is a standby that does not know the token yet", "run cargo again"),
        429: VaultFailure(f"{where} has too many requests or leases", when_to_ask_again(answer.headers)),
        501: VaultFailure(f"{where} is not initialised"),
        503: VaultFailure(f"{where} is sealed or has no active node", "it must be unsealed before it gives secrets"),
    }
    if status in fixed:
        return fixed[status]
    if has_no_leader(answer):
        return no_leader(where)
    if status in (400, 500) and place.engine == DYNAMIC:
        return VaultFailure(f"{where} does not make a secret at {place} (status {status})", *_hints(answer))
    if status == 400:
        return VaultFailure(f"{where} refuses the request for {place} as malformed (status 400)", *_hints(answer))
    return VaultFailure(f"{where} answers the request for {place} with status {status}")


def _hints(answer: Answer) -> tuple[str, ...]:
    """Say what a 400 means where its words are known; the words themselves may echo what was sent."""
    for word in answer.words():
        if "from non-versioned" in word:
            return ("the mount is being upgraded to version 2; run cargo again in a moment",)
        if "one use left" in word:
            return ("the Vault token is for so many requests, and a secret with an end ends with its Vault token",)
        if "unknown role" in word or "could not find role" in word:
            return ("the role, which is the last part of `secret`, does not exist",)
        if "token" in word and ("invalid" in word or "missing" in word):
            return ("the Vault token is not valid; log in again",)
    return ()


def _absent(answer: Answer, place: SecretPlace, where: str, kv_mount: "Callable[[], tuple[str, str]]") -> VaultFailure:
    content = answer.content
    if content is None:
        return VaultFailure(f"what answers at the address of {where} does not know Vault's API (status 404)")
    data = content.get("data")
    if isinstance(data, dict) and "metadata" in data:
        gone = f"the secret {place} in {where} was deleted or destroyed"
        metadata = data["metadata"]
        destroyed = not isinstance(metadata, dict) or metadata.get("destroyed") is not False
        return (VaultFailure if destroyed else RemovedToken)(gone, "write a new version of it, or undelete it")
    words = answer.words()
    mount = f"the mount `{visible(place.mount)}` of {where}"
    if content.get("errors") == [] and not words:
        if place.engine == KV_V2:
            found, engine = kv_mount()
            if engine == KV_V1:
                return _elsewhere(place, where, found, engine)
        return NoSuchSecret(f"{where} has no secret {place}")
    if "namespace not found" in words:
        return no_such_namespace(where)
    if any("versioned" in word for word in words):
        advice = "is the path right?" if place.engine == KV_V2 else 'set engine = "kv-v2" beside `secret`'
        return VaultFailure(f"{mount} is another version of the KV engine than the request expects", advice)
    if any("no handler for route" in word for word in words):
        advice = "the first part of `secret` is the mount's name; a longer one is named by `mount` beside it"
        return VaultFailure(f"{mount} does not exist", advice)
    advice = f"is the mount {_ENGINE[place.engine]}? `engine` beside `secret` says which it is"
    return VaultFailure(f"{where} does not support the path {place}", advice)


def _elsewhere(place: SecretPlace, where: str, mount: str, engine: str) -> VaultFailure:
    longer = f' and mount = "{visible(mount)}"' if "/" in mount else ""
    return VaultFailure(
        f"the mount `{visible(mount)}` of {where}, which {place} is in, is {_ENGINE[engine]}",
        f'set engine = "{engine}"{longer} beside `secret`',
    )


def _forbidden(
    place: SecretPlace, where: str, own_token_status: int, kv_mount: "Callable[[], tuple[str, str]]"
) -> VaultFailure:
    if own_token_status == 403:
        advice = "log in again with `bao login` or `vault login`, or give another token"
        return VaultFailure(f"the token for {where} is not valid or has expired", advice)
    try:
        mount, engine = kv_mount()
    except VaultFailure:
        mount, engine = _UNKNOWN  # what was refused is told all the same
    if engine and (mount, engine) != (place.mount, place.engine):
        return _elsewhere(place, where, mount, engine)
    line = f'path "{visible(place.api_path)}" {{ capabilities = ["read"] }}'
    return VaultFailure(f"the token for {where} may not read {place}", f"a policy of the token must have: {line}")
