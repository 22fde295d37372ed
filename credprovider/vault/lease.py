"""A registry's token that Vault made for us, with an end: what an answer with a lease says, and how it is written down
to be kept between runs of cargo.

Source: OpenBao's and Vault's documentation, "Lease, renew, and revoke"; RFC 7519 for tokens that say their end
themselves.
"""

from credprovider.errors import Other
from credprovider.jwt import jwt_expiry
from credprovider.token import Token, stored_token
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.vault.kv import KvSecret, SecretPlace, not_vault

_LONGEST = 10 * 365 * 86400  # seconds
_STATED = ("expires_at", "expire_time", "expiration", "expires", "expires_in")


class Lease:
    """lease_id: Vault's name for it, "" when the token ends by itself. text: the token. index: for which registry the
    answer says that it is, None when it does not say. expires: the unix second of its end, None when that is not known.
    lifetime: seconds from its beginning, or its renewal, to its end, 0 when that is not known. renewable: whether Vault
    may lengthen it.
    """

    __slots__ = ("expires", "index", "lease_id", "lifetime", "renewable", "text")

    def __init__(
        self, lease_id: str, text: str, index: object, expires: int | None, lifetime: int, *, renewable: bool
    ) -> None:
        self.lease_id = lease_id
        self.text = text
        self.index = index
        self.expires = expires
        self.lifetime = lifetime
        self.renewable = renewable

    def secret(self, place: SecretPlace) -> KvSecret:
        """Return it in the form in which every engine's secrets are given out."""
        index = {} if self.index is None else {"index": self.index}
        return KvSecret({**index, place.field: self.text}, {}, self.expires)

    def kept(self) -> "dict[str, object]":
        """Return it as JSON, with the token in it."""
        return {name: getattr(self, name) for name in self.__slots__}


def new_lease(answer: Answer, place: SecretPlace, where: str, now: float) -> Lease:
    """Return what `answer`, a good one to reading `place` at the unix time `now`, brings.

    The end is the earliest of the lease's and of those that the data or the token itself state; Vault's own token,
    with which a lease ends as well, is not known here. Raises VaultFailure: no data, or no such field in it.
    """
    data = (answer.content or {}).get("data")
    if not isinstance(data, dict):
        raise not_vault(answer, where)
    text = KvSecret(data, {}, None).text(place)
    lease_id = (answer.content or {}).get("lease_id")
    lease_id = lease_id if isinstance(lease_id, str) else ""
    # without a lease the duration is no end: it is a hint when to look again
    seconds = sane_seconds((answer.content or {}).get("lease_duration")) if lease_id else 0
    ends = [*_stated_ends(data, now), *_own_end(text)]
    if seconds:
        ends.append(int(now) + seconds)
    expires = min(ends, default=None)
    lifetime = 0 if expires is None else max(expires - int(now), 0)
    index = data.get("index") if place.field != "index" else None
    renewable = bool(lease_id) and (answer.content or {}).get("renewable") is True
    return Lease(lease_id, text, index, expires, lifetime, renewable=renewable)


def read_kept(content: "dict[str, object]") -> Lease | None:
    """Return what `Lease.kept` wrote down, None when it is no such thing."""
    match content:
        case {"lease_id": str(lease_id), "text": str(text), "expires": int(expires), "lifetime": int(lifetime)}:
            renewable = content.get("renewable") is True
            return Lease(lease_id, text, content.get("index"), expires, lifetime, renewable=renewable)
    return None


def sane_seconds(value: object) -> int:
    """Return the seconds of a duration that Vault states, ten years at most; 0 for none, a negative one and any other
    type.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return 0
    return int(min(value, _LONGEST))


def _stated_ends(data: "dict[str, object]", now: float) -> list[int]:
    """Return the ends that the data state beside the token; what cannot be understood states none."""
    stated = [data[name] for name in _STATED if data.get(name)]
    if not stated:
        return []
    from credprovider.program.expiry import unix_seconds

    ends = []
    for value in stated:
        try:
            end = unix_seconds(value, now)
        except (ValueError, OverflowError):
            continue
        if 0 < end <= now + _LONGEST:
            ends.append(end)
    return ends


def _own_end(text: str) -> list[int]:
    try:
        token: Token = stored_token(text.encode("utf-8"))
    except Other as problem:
        raise VaultFailure(problem.message, *problem.causes) from None
    end = jwt_expiry(token)
    return [] if end is None else [end]
