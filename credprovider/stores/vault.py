"""Tokens in HashiCorp Vault or OpenBao: in a KV engine, made when they are read, or wrapped.

They are written by those who administer Vault, unless the settings say that people own their tokens (`writable`).
"""

from credprovider.deadline import Deadline
from credprovider.errors import NotFound, OperationNotSupported, Other
from credprovider.index_url import identity
from credprovider.route import Route
from credprovider.stores.interface import Found, Store
from credprovider.token import Token, stored_token
from credprovider.vault.auth.interface import NotLoggedIn
from credprovider.vault.failures import NoSuchSecret, RemovedToken, VaultFailure
from credprovider.vault.kv import DYNAMIC, KvSecret, SecretPlace, read_secret
from credprovider.vault.session import Session
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.vault.kv_write import KvWriter
    from credprovider.vault.leasing import Leasing
    from credprovider.vault.wrapped_secret import WrappedSecret


class VaultStore(Store):
    """The registry's token is a field of one secret, named by the route: `secret = "mount/path#field"`.

    A secret may say in a field or in its custom metadata `index` for which registry it is; it is given to no other.
    """

    writable = False

    def __init__(self, route: Route, deadline: Deadline) -> None:
        super().__init__(route, deadline)
        self.writable = route.table.get("writable") is True

    def get(self) -> Found:
        """Return the token. NotFound when Vault has no such secret, and where people own their tokens after a logout;
        Other for everything else, a revoked secret included.
        """
        try:
            place = self._place()
            secret = self._read(place)
            text = secret.text(place)
        except (NoSuchSecret, NotLoggedIn) as failure:
            raise NotFound(failure.message) from None
        except VaultFailure as failure:
            if self.writable and isinstance(failure, RemovedToken):
                raise NotFound(failure.message) from None
            raise Other(failure.message, failure.causes) from None
        self._check_binding(secret, place)
        return Found(stored_token(text.encode("utf-8")), secret.expires)

    def login(self, token: Token, label: str) -> None:  # noqa: ARG002 - Vault's secrets have no label
        """Write `token` into the secret's field; the other fields stay as they are. Other on failure."""
        try:
            self._writer(self._place()).write(token)
        except VaultFailure as failure:
            raise Other(failure.message, failure.causes) from None

    def sign_in(self) -> None:
        """Log in to Vault where that takes a person, and then see that there is a token; OperationNotSupported for
        every other way to log in.
        """
        try:
            session = self._session()
            from credprovider.vault.auth.attended import AttendedMethod
            from credprovider.vault.sign_in import sign_in

            if not isinstance(session.method, AttendedMethod):
                raise OperationNotSupported(self.elsewhere() + self._by_whom(session))
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
        """Remove the field of a secret that people own; else forget what this machine keeps: the login to Vault, and a
        token that Vault made or that came wrapped. NotFound when there is nothing; OperationNotSupported where nothing
        is ever kept.
        """
        try:
            place = self._place()
            if self.writable:
                self._writer(place).remove()
                return
            forgotten = self._forget(place)
        except NoSuchSecret as failure:
            raise NotFound(failure.message) from None
        except VaultFailure as failure:
            raise Other(failure.message, failure.causes) from None
        if not forgotten:
            raise OperationNotSupported(self.elsewhere())
        if not any(forgotten):
            raise NotFound(f"nobody is logged in, and nothing of the secret {place} in Vault is kept on this machine")

    def elsewhere(self) -> str:
        """Return where this registry's token is written instead."""
        secret = visible(self.route.text("secret"))
        if self.route.text("engine") == DYNAMIC:
            return f"this registry's token is made by Vault at {secret} when it is needed; there is none to store"
        return f"this registry's token comes from the secret {secret} in Vault; it is written and removed there"

    def _by_whom(self, session: Session) -> str:
        """Return who distributes this token, as the end of the sentence about where: by the custom metadata `owner`."""
        if self.route.text("engine") == DYNAMIC:
            return ""
        try:
            owner = None if self._is_wrapped() else read_secret(session, self._place()).custom.get("owner")
        except VaultFailure:
            owner = None
        return f", by {visible(owner, 100) if isinstance(owner, str) and owner else 'those who administer Vault'}"

    def _place(self) -> SecretPlace:
        route = self.route
        text = route.text("secret")
        if "{" in text:
            from credprovider.vault.template import asked_values, filled

            text = filled(text, asked_values(route))
        return SecretPlace(text, route.text("mount"), route.text("engine"))

    def _read(self, place: SecretPlace) -> KvSecret:
        if self._is_wrapped():
            return self._wrapped(place).secret(self._hint)
        session = self._session()
        return self._leasing(session, place).secret() if place.engine == DYNAMIC else read_secret(session, place)

    def _session(self) -> Session:
        session = Session(self.route.shared, self.deadline.left, self.route.text("role"))
        self.deadline.waiting_for(session.where)
        if not session.config.verify:
            self._hint(f"warning: SKIP_VERIFY is set, so the certificate of {session.where} is not checked")
        return session

    def _forget(self, place: SecretPlace) -> list[bool]:
        """Forget everything that is kept on this machine for the route; return for each whether it was there."""
        if self._is_wrapped():
            return [self._wrapped(place).drop()]
        session = self._session()
        forgotten = [self._leasing(session, place).drop()] if place.engine == DYNAMIC else []
        if session.method.keeps and not session.method.inline:
            forgotten.append(session.login().drop())
        return forgotten

    def _leasing(self, session: Session, place: SecretPlace) -> "Leasing":
        from credprovider.vault.leasing import Leasing

        return Leasing(session, place, self.deadline.left() / 2)

    def _is_wrapped(self) -> bool:
        return bool(self.route.text("wrapping-token-file") or self.route.text("wrapping-token-variable"))

    def _wrapped(self, place: SecretPlace) -> "WrappedSecret":
        from credprovider.vault.auth.source import secret_text
        from credprovider.vault.wrapped_secret import WrappedSecret

        file, variable = self.route.text("wrapping-token-file"), self.route.text("wrapping-token-variable")
        token = secret_text("the wrapping token", file, variable)
        return WrappedSecret(self._session().method.client, place, token, self.deadline.left() / 2)

    def _writer(self, place: SecretPlace) -> "KvWriter":
        from credprovider.vault.kv_write import KvWriter

        return KvWriter(self._session(), place, lambda secret: self._check_binding(secret, place))

    def _hint(self, text: str) -> None:
        from credprovider.hints import hint

        hint(text)

    def _check_binding(self, secret: KvSecret, place: SecretPlace) -> None:
        bound = [secret.custom.get("index"), None if place.field == "index" else secret.fields.get("index")]
        for url in bound:
            if url is not None and (not isinstance(url, str) or identity(url) != identity(self.route.url)):
                asked = visible(self.route.url)
                advice = "name the secret of this registry, or correct `index` in that one"
                raise Other(f"the secret {place} in Vault is bound to another registry than {asked}", (advice,))
