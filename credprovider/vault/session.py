"""A client that knows who we are: with a token that is there, one that a login gave, or a login in every request."""

from credprovider.vault.auth import open_method
from credprovider.vault.client import Answer, Client
from credprovider.vault.config import VaultConfig

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

    from credprovider.token import Secret
    from credprovider.vault.login import Login


class Session(Client):
    """Asks Vault as the settings say. table: the checked `[vault]`. left: gives the seconds that remain of the whole
    deadline. role: takes the place of the role in `auth`, unless it is "".

    Raises VaultFailure for a configuration that cannot be used.

    method: how we log in. expires: the unix second when the token of our login ends, None when that is not known.
    """

    def __init__(self, table: "dict[str, object]", left: "Callable[[], float]", role: str = "") -> None:
        config = VaultConfig(table)
        super().__init__(config, left)
        auth = table.get("auth")
        settings: dict[str, object] = {**(auth if isinstance(auth, dict) else {"method": "token"})}
        if role:
            settings["role"] = role
        self.method = open_method(settings, Client(config, left))
        self.expires: int | None = None
        self._entered = False

    @property
    def inline(self) -> bool:
        """Whether each request logs in for itself, which ends with the first one that needs a token."""
        return self.method.inline and not self._entered

    def get(self, path: str, headers: "dict[str, str] | None" = None) -> Answer:
        """Return Vault's answer to GET /v1/`path`, as somebody who is logged in. Raises VaultFailure; NotLoggedIn when
        only a person can log in.
        """
        if self.inline:
            return self._get_inline(path, headers or {})
        self.enter()
        answer = super().get(path, headers)
        if answer.status == 403 and self._enter_anew():
            answer = super().get(path, headers)
        return answer

    def post(self, path: str, fields: "dict[str, object]") -> Answer:
        """Return Vault's answer to POST /v1/`path` with `fields` as JSON; otherwise as `get`."""
        self.enter()
        answer = super().post(path, fields)
        if answer.status == 403 and self._enter_anew():
            answer = super().post(path, fields)
        return answer

    def _get_inline(self, path: str, headers: "dict[str, str]") -> Answer:
        from credprovider.vault.auth.inline import inline_headers

        answer = self.get_once(path, {**inline_headers(self.method.login_request()), **headers})
        if answer.status != 200:
            from credprovider.vault.auth.inline_failures import refuse_failed_login

            refuse_failed_login(answer, self.method, self.where)
        return answer

    def login(self) -> "Login":
        """Return the login that gives our token, for a method that has one."""
        from credprovider.vault.login import Login

        return Login(self.method, self.left() / 2)

    def enter(self) -> None:
        """Have a token from now on. Raises VaultFailure; NotLoggedIn when only a person can log in."""
        if self._entered:
            return
        if self.method.keeps:
            self._log_in(None)
        else:
            self.token = self.method.ready_token()
        self._entered = True

    def _enter_anew(self) -> bool:
        """Get another token after 403, as a kept one may have been revoked; return whether that was one."""
        if not self.method.keeps or not self._was_kept:
            return False
        if self.method.attended and super().get("auth/token/lookup-self").status != 403:
            return False  # it is good, and may not do this; nobody is asked to log in for that
        self._log_in(self.token)
        return True

    def _log_in(self, refused: "Secret | None") -> None:
        issued = self.login().token(refused)
        self.token, self.expires, self._was_kept = issued.token, issued.expires, issued.was_kept
