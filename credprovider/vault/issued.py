"""A token that Vault gave for a login, and how it is written down to be kept between runs of cargo."""

from time import time

from credprovider.token import Secret

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.vault.auth.interface import AuthMethod
    from credprovider.vault.client import Answer


class IssuedToken:
    """token: the secret. expires: unix seconds, None when it has no end. lifetime: seconds from its issue to its end, 0
    when it has none. renewable: whether Vault lengthens it. num_uses: after how many requests it ends, 0 for
    any number. was_kept: whether it comes from an earlier login.
    """

    __slots__ = ("expires", "lifetime", "num_uses", "renewable", "token", "was_kept")

    def __init__(
        self,
        token: Secret,
        expires: int | None,
        lifetime: int,
        *,
        renewable: bool = False,
        num_uses: int = 0,
        was_kept: bool = False,
    ) -> None:
        self.token = token
        self.expires = expires
        self.lifetime = lifetime
        self.renewable = renewable
        self.num_uses = num_uses
        self.was_kept = was_kept

    def left(self, now: float) -> float | None:
        """Return the seconds until its end, None when it has none. now: unix seconds."""
        return None if self.expires is None else self.expires - now

    def kept(self) -> "dict[str, object]":
        """Return it as JSON, with the secret in it."""
        return {
            "token": self.token.reveal(),
            "expires": self.expires,
            "lifetime": self.lifetime,
            "renewable": self.renewable,
        }


def issued_token(answer: "Answer", method: "AuthMethod", where: str) -> IssuedToken:
    """Return the token in the answer to a login by `method`, or to its renewal.

    Raises VaultFailure when it was refused.

    Source: Vault's API, the object `auth` of a login's answer.
    """
    auth = answer.table("auth")
    token = auth.get("client_token")
    if answer.status != 200 or not isinstance(token, str) or not _is_token(token):
        from credprovider.vault.login_failures import login_failure

        raise login_failure(answer, method, where)
    lifetime = auth.get("lease_duration")
    seconds = lifetime if isinstance(lifetime, int) and 0 < lifetime < 2**31 else 0
    uses = auth.get("num_uses")
    return IssuedToken(
        Secret(token),
        int(time()) + seconds if seconds else None,
        seconds,
        renewable=auth.get("renewable") is True,
        num_uses=uses if isinstance(uses, int) else 0,
    )


def read_kept(content: "dict[str, object]") -> IssuedToken | None:
    """Return the token that `IssuedToken.kept` wrote down, None when it is none."""
    token, expires, lifetime = content.get("token"), content.get("expires"), content.get("lifetime")
    if not (isinstance(token, str) and _is_token(token) and isinstance(lifetime, int)):
        return None
    if not (expires is None or isinstance(expires, int)):
        return None
    return IssuedToken(Secret(token), expires, lifetime, renewable=content.get("renewable") is True, was_kept=True)


def _is_token(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
