"""A login that lasts: its token is kept until it ends, so that many runs of cargo log in once.

The token goes to no other Vault: the address, how the server there proves who it is, the namespace and all that decides
who logs in are the name under which it is kept.
"""

from time import time

from credprovider.kept import Kept
from credprovider.token import Secret
from credprovider.vault.auth.interface import AuthMethod, NotLoggedIn
from credprovider.vault.issued import IssuedToken, issued_token, read_kept
from credprovider.visible import visible

_SHORTEST = 10  # seconds: a kept token with less is not begun with
_SHORT = 60  # seconds: with less a login is better than a renewal
_DUE = 3  # a kept token is renewed when less than a third of its lifetime is left


class Login:
    """Who `method` makes us. waits: the seconds that may be spent waiting for another process that logs in just now.

    Raises VaultFailure when what the method shows to Vault is not there.
    """

    def __init__(self, method: AuthMethod, waits: float) -> None:
        self._method = method
        self._waits = waits
        server = method.client.config.server()
        settings = [[key, value] for key, value in sorted(method.settings.items())]
        self._kept = Kept(repr(["vault", server, settings, method.evidence()]))

    def token(self, refused: Secret | None = None) -> IssuedToken:
        """Return the kept token, lengthened when it is time, or else the one that a new login gives.

        refused: a kept token that Vault does not know any more. Raises VaultFailure; NotLoggedIn when only a person can
        log in.
        """
        kept = self.kept()
        if kept is not None and not _is_due(kept) and not _same(kept, refused):
            return kept
        with self._kept.alone(self._waits):
            kept = self.kept()  # another process may have been here in the meantime
            if kept is not None and not _same(kept, refused):
                kept = self._renewed(kept) if _is_due(kept) else kept
                if kept is not None:
                    return kept
            if self._method.attended:
                raise self._nobody()
            return self.anew()

    def anew(self) -> IssuedToken:
        """Log in and keep the token. Raises VaultFailure."""
        issued = self._method.log_in()
        self.keep(issued)
        return issued

    def keep(self, issued: IssuedToken) -> bool:
        """Keep the token of a login; return whether it is one that can be kept, and there is a place for it."""
        return not issued.num_uses and self._kept.keep(issued.kept(), issued.expires, time())

    def kept(self) -> IssuedToken | None:
        """Return the token that is kept, None when there is none."""
        now = time()
        content = self._kept.read(now)
        kept = None if content is None else read_kept(content)
        left = None if kept is None else kept.left(now)
        return kept if left is None or left > _SHORTEST else None

    def drop(self) -> bool:
        """Forget the kept token; return whether there was one. Raises Other when it stays."""
        return self._kept.drop()

    def _renewed(self, kept: IssuedToken) -> IssuedToken | None:
        """Return `kept`, lengthened where Vault does that; None when it is over, or a login gives a longer one."""
        renewed = kept
        client = self._method.client
        if kept.renewable:
            answer = client.speaking_as(kept.token).post("auth/token/renew-self", {})
            if answer.status == 403:
                self.drop()
                return None
            if answer.status == 200:
                renewed = issued_token(answer, self._method, client.where)
                self.keep(renewed)
        left = renewed.left(time())
        soon_over = left is not None and left < min(_SHORT, kept.lifetime / _DUE)
        return None if soon_over and not self._method.attended else renewed

    def _nobody(self) -> NotLoggedIn:
        """Return the failure that says how a person logs in: cargo shows its message alone, as a hint."""
        role = self._method.text("role")
        command = f"cargo credprovider vault login{f' --role {visible(role, 60)}' if role else ''}"
        how = f"log in with `cargo login --registry NAME` or `{command}`"
        return NotLoggedIn(f"nobody is logged in to {self._method.client.where}, or the login has ended; {how}")


def _is_due(kept: IssuedToken) -> bool:
    left = kept.left(time())
    return left is not None and left < kept.lifetime / _DUE and (kept.renewable or left < _SHORT)


def _same(kept: IssuedToken, refused: Secret | None) -> bool:
    return refused is not None and kept.token.reveal() == refused.reveal()
