"""Secrets with an end: each is a child of the token that read it, and ends with that at the latest."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.servers.standin.reply import RefusedError, Reply, bare, success
from tests.servers.standin.tokens import Token, Tokens

ONE_USE = "Secret cannot be returned; token had one use left, so leased credentials were immediately revoked."


@dataclass
class Lease:
    """One lease. ttl: what each renewal gives; latest: the second, since 1970, beyond which none does. undo: what
    ending it does.
    """

    owner: Token
    ttl: float
    expires: float
    latest: float
    undo: Callable[[], None]


class Leases:
    """All living leases, by their names."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._living: dict[str, Lease] = {}

    def issue(
        self, path: str, data: dict[str, str], owner: Token, ttl: float, longest: float, undo: Callable[[], None]
    ) -> Reply:
        """Answer with `data` and a lease of `ttl` seconds, `longest` with renewals; RefusedError for a token that this
        request has used up.
        """
        if not self._tokens.lives(owner):
            undo()
            raise RefusedError(400, ONE_USE)
        name = f"{path}/{secrets.token_hex(12)}"
        now = time.time()
        self._living[name] = Lease(owner, ttl, now + ttl, now + longest, undo)
        return _leased(name, ttl, data)

    def renew(self, name: str) -> Reply:
        """Lengthen a lease; RefusedError for one that is not there."""
        if not name:
            raise RefusedError(400, "lease_id must be specified")
        lease = self._living.get(name)
        if lease is None:
            raise RefusedError(400, "lease not found")
        now = time.time()
        lease.expires = min(now + lease.ttl, lease.latest)
        return _leased(name, round(lease.expires - now), None)

    def sweep(self, under: str | None = None) -> None:
        """End what has ended by itself or with its token, and everything below the mount `under`, if one is named."""
        for name, lease in [*self._living.items()]:
            removed = under is not None and name.startswith(under)
            if removed or lease.expires <= time.time() or not self._tokens.lives(lease.owner):
                del self._living[name]
                lease.undo()


def _leased(name: str, ttl: float, data: dict[str, str] | None) -> Reply:
    envelope = json.loads(success(data, lease_duration=int(ttl)).body)
    return bare({**envelope, "lease_id": name, "renewable": True})
