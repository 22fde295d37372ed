"""Tokens in the KV engine of HashiCorp Vault or OpenBao. They are read here; they are written by those who administer
Vault.
"""

from credprovider.errors import NotFound, OperationNotSupported, Other
from credprovider.index_url import identity
from credprovider.stores.interface import Found, Store
from credprovider.token import stored_token
from credprovider.vault.auth.interface import NotLoggedIn
from credprovider.vault.failures import NoSuchSecret, VaultFailure
from credprovider.vault.kv import KvSecret, SecretPlace, read_secret
from credprovider.vault.session import Session
from credprovider.visible import visible


class VaultStore(Store):
    """The registry's token is a field of one secret, named by the route: `secret = "mount/path#field"`.

    A secret may say in a field or in its custom metadata `index` for which registry it is; it is given to no other.
    """

    writable = False

    def get(self) -> Found:
        """Return the token. NotFound when Vault has no such secret; Other for everything else, a revoked secret
        included.
        """
        try:
            place = SecretPlace(self.route.text("secret"))
            secret = read_secret(self._session(), place)
            text = secret.text(place)
        except (NoSuchSecret, NotLoggedIn) as failure:
            raise NotFound(failure.message) from None
        except VaultFailure as failure:
            raise Other(failure.message, failure.causes) from None
        self._check_binding(secret, place)
        return Found(stored_token(text.encode("utf-8")), secret.expires)

    def _session(self) -> Session:
        session = Session(self.route.shared, self.deadline.left, self.route.text("role"))
        self.deadline.waiting_for(session.where)
        if not session.config.verify:
            from credprovider.hints import hint

            hint(f"warning: SKIP_VERIFY is set, so the certificate of {session.where} is not checked")
        return session

    def sign_in(self) -> None:
        """Log in to Vault where that takes a person, and then see that there is a token; OperationNotSupported for
        every other way to log in.
        """
        try:
            session = self._session()
            from credprovider.vault.auth.attended import AttendedMethod
            from credprovider.vault.sign_in import sign_in

            if not isinstance(session.method, AttendedMethod):
                raise OperationNotSupported(self.elsewhere())
            sign_in(session, session.method, self.deadline)
        except VaultFailure as failure:
            raise Other(failure.message, failure.causes) from None
        try:
            self.get()
        except NotFound as reason:
            still = reason.message
        else:
            return
        raise Other("you are logged in to Vault, but there is no token for this registry", (still,))

    def logout(self) -> None:
        """Forget the login to Vault; the secret stays. NotFound when nobody was logged in, OperationNotSupported where
        no login is kept.
        """
        try:
            session = self._session()
            if not session.method.keeps or session.method.inline:
                raise OperationNotSupported(self.elsewhere())
            if not session.login().drop():
                raise NotFound(f"nobody was logged in to {session.where}")
        except VaultFailure as failure:
            raise Other(failure.message, failure.causes) from None

    def elsewhere(self) -> str:
        """Return where this registry's token is written instead."""
        secret = visible(self.route.text("secret"))
        return f"this registry's token comes from the secret {secret} in Vault; it is written and removed there"

    def _check_binding(self, secret: KvSecret, place: SecretPlace) -> None:
        bound = [secret.custom.get("index"), None if place.field == "index" else secret.fields.get("index")]
        for url in bound:
            if url is not None and (not isinstance(url, str) or identity(url) != identity(self.route.url)):
                asked = visible(self.route.url)
                raise Other(f"the secret {place} in Vault is bound to another registry than {asked}")
