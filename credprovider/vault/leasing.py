"""A token with an end that lasts: it is kept until then, so that many runs of cargo share one, and lengthened or made
anew when less than is useful is left of it.

It is never revoked here: cargo may be using it, and Vault ends it by itself. A lease is a child of the Vault token that
read it, and ends with that.
"""

from time import time

from credprovider.errors import Other
from credprovider.kept import Kept
from credprovider.vault.failures import VaultFailure
from credprovider.vault.kv import KvSecret, SecretPlace, good_answer
from credprovider.vault.lease import Lease, new_lease, read_kept, sane_seconds
from credprovider.vault.session import Session

SHORT = 90  # seconds: cargo drops a token 60 s before its end, and would then ask again for every single HTTP request
_LOCK = "credprovider-lease.lock"  # not that of logins: whoever gets a lease may have to log in anew
_DUE = 3  # a lease is renewed when less than a third of its lifetime is left


class Leasing:
    """The token at `place`, for whom `session` is; kept under all that decides which one that is.

    waits: the seconds that may be spent waiting for another process that gets one just now. Raises VaultFailure when
    what decides it is not there.
    """

    def __init__(self, session: Session, place: SecretPlace, waits: float) -> None:
        if session.method.inline:
            advice = "take `inline` out of auth under [vault]"
            raise VaultFailure(
                "a secret with an end needs a login that lasts as long, and an inline one does not", advice
            )
        self._session = session
        self._place = place
        self._waits = waits
        method = session.method
        settings = [[key, value] for key, value in sorted(method.settings.items())]
        whose = [settings, method.evidence() if method.keeps else _revealed(session) or _added_by_agent(session)]
        self._kept = Kept(repr(["lease", session.config.server(), whose, place.api_path, place.field]))

    def secret(self) -> KvSecret:
        """Return the kept token, lengthened when it is time, or else a new one.

        Raises VaultFailure; NoSuchSecret when Vault has none; NotLoggedIn when only a person can log in.
        """
        kept = self._read()
        if kept is None or _is_due(kept):
            try:
                kept = self._fresh()
            except VaultFailure:
                if kept is None or _left(kept) <= SHORT:
                    raise
        return kept.secret(self._place)

    def drop(self) -> bool:
        """Forget the kept token; return whether there was one. Raises VaultFailure when it stays."""
        try:
            return self._kept.drop()
        except Other as problem:
            raise VaultFailure(problem.message, *problem.causes) from None

    def _read(self) -> Lease | None:
        content = self._kept.read(time())
        return None if content is None else read_kept(content)

    def _fresh(self) -> Lease:
        self._session.enter()
        with self._kept.alone(self._waits, _LOCK):
            kept = self._read()  # another process may have been here in the meantime
            if kept is not None and _is_due(kept):
                kept = self._renewed(kept)
            return kept or self._anew()

    def _renewed(self, kept: Lease) -> Lease | None:
        """Return `kept` with a later end; None when Vault does not lengthen it enough, or it was never long enough."""
        if not kept.renewable or kept.lifetime <= SHORT:
            return kept if _left(kept) > SHORT else None
        session = self._session
        client = session if session.token is None else session.speaking_as(session.token)  # which does not log in anew
        answer = client.post("sys/leases/renew", {"lease_id": kept.lease_id})
        seconds = sane_seconds((answer.content or {}).get("lease_duration"))
        if answer.status == 200 and seconds:
            now = int(time())
            expires = self._bounded(now + seconds, now)
            kept = Lease(kept.lease_id, kept.text, kept.index, expires, expires - now, renewable=True)
            self._keep(kept)
        elif answer.status != 429 and answer.status < 500:
            return None  # it was revoked, or may not be lengthened
        return kept if _left(kept) > SHORT else None

    def _anew(self) -> Lease:
        answer = good_answer(self._session, self._place)
        now = time()
        lease = new_lease(answer, self._place, self._session.where, now)
        if lease.lease_id and lease.expires is not None:
            lease.expires = self._bounded(lease.expires, now)
            lease.lifetime = max(lease.expires - int(now), 0)
        self._keep(lease)
        return lease

    def _bounded(self, expires: int, now: float) -> int:
        """Return the earlier of `expires` and the end of our own Vault token, with which every lease ends."""
        session = self._session
        if session.method.keeps:
            return expires if session.expires is None else min(expires, session.expires)
        known = session.get("auth/token/lookup-self").table("data")
        uses = known.get("num_uses")
        if isinstance(uses, int) and uses < 0:
            advice = "use a Vault token without a limit on its requests for secrets that end"
            raise VaultFailure(
                f"the Vault token was good for so many requests, and {self._place} ended with it", advice
            )
        left = sane_seconds(known.get("ttl"))  # 0: it has no end, or does not know it
        return min(expires, int(now) + left) if left else expires

    def _keep(self, lease: Lease) -> None:
        if lease.expires is not None:
            self._kept.keep(lease.kept(), lease.expires, time())


def _revealed(session: Session) -> str:
    token = session.method.ready_token()
    return "" if token is None else token.reveal()


def _added_by_agent(session: Session) -> str:
    """Return which token an agent adds to our requests, by its accessor; "" for one that may not look at itself."""
    accessor = session.get("auth/token/lookup-self").table("data").get("accessor")
    return accessor if isinstance(accessor, str) else ""


def _left(lease: Lease) -> float:
    return float("inf") if lease.expires is None else lease.expires - time()


def _is_due(lease: Lease) -> bool:
    left = _left(lease)
    return left <= SHORT or (lease.renewable and left < lease.lifetime / _DUE)
