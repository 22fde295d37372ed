"""Tokens in the Linux kernel's keyring of this user: in memory alone, gone with the user's last process. No daemon, no
file.
"""

from time import time

from credprovider import kernel_keyring
from credprovider.errors import NotFound, Other, Unavailable
from credprovider.jwt import jwt_expiry
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token
from credprovider.visible import visible


class KernelStore(Store):
    """A key for each registry, `cargo-customs:token:<index URL>`: the token's end in unix seconds, 0 for none, a blank
    and the token.

    The kernel itself drops it when `[kernel] lifetime` is over, or the token, if it is a JWT. Raises Unavailable from
    every method where the kernel has no keyring for us.
    """

    def get(self) -> Found:
        """Return the token. NotFound when there is none, or it has ended."""
        try:
            kept = kernel_keyring.read(self._description)
        except Unavailable as reason:
            raise _advised(reason) from None
        if kept is None:
            raise NotFound
        end, blank, token = kept.partition(b" ")
        if not (blank and end.isdigit()):
            advice = "log in again, which replaces it"
            raise Other(f"the kernel's key for {visible(self.route.url)} was not made by this program", (advice,))
        return Found(stored_token(token), int(end) or None)

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - keyed by URL, shown to nobody
        """Keep `token` until it ends."""
        now = int(time())
        lifetime = self.route.shared.get("lifetime")
        ends = [jwt_expiry(token), now + lifetime if isinstance(lifetime, int) else None]
        end = min((each for each in ends if each is not None), default=None)
        payload = f"{end or 0} {token.reveal()}".encode("ascii")
        try:
            kernel_keyring.write(self._description, payload, None if end is None else end - now)
        except Unavailable as reason:
            raise _advised(reason) from None

    def logout(self) -> None:
        """Drop the token. NotFound when there was none."""
        try:
            removed = kernel_keyring.remove(self._description)
        except Unavailable as reason:
            raise _advised(reason) from None
        if not removed:
            raise NotFound

    @property
    def _description(self) -> str:
        return f"cargo-customs:token:{self.route.url}"


def _advised(reason: Unavailable) -> Unavailable:
    advice = 'name another store in $CARGO_HOME/credprovider.toml: store = "file" or "vault"'
    return Unavailable(reason.message, (*reason.causes, advice))
