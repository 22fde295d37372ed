"""What every way to log in to Vault can do."""

from abc import ABC, abstractmethod

from credprovider.token import Secret
from credprovider.vault.client import Client
from credprovider.vault.failures import VaultFailure

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

    from credprovider.settings_table import Table
    from credprovider.vault.issued import IssuedToken


class NotLoggedIn(VaultFailure):
    """Nobody is logged in, and only a person can change that."""


class LoginRequest:
    """One request that Vault answers with a token. path: behind /v1/, percent-encoded. fields: the JSON to send, which
    holds secrets.
    """

    __slots__ = ("fields", "path")

    def __init__(self, path: str, fields: "dict[str, object]") -> None:
        self.path = path
        self.fields = fields


class AuthMethod(ABC):
    """A way to log in. settings: the checked table `auth` of `[vault]`. client: for the Vault that it logs in to,
    without a token.

    attended: whether a person must be there: then nobody logs in during a build. keeps: whether the token that a login
    gives is kept between runs of cargo. chooses_role: whether `role` says as whom to log in, so that a route can have
    another one. keys: the keys of its table, besides `method`. flags: those of them that are true or false. paths:
    those that name a file. required: those that must be there.
    """

    attended = False
    keeps = True
    chooses_role = False
    keys: "tuple[str, ...]" = ()
    flags: "tuple[str, ...]" = ("inline",)
    paths: "tuple[str, ...]" = ()
    required: "tuple[str, ...]" = ()

    def __init__(self, settings: "Mapping[str, object]", client: Client) -> None:
        self.settings = settings
        self.client = client

    @classmethod
    def check(cls, table: "Table") -> "dict[str, object]":
        """Return the checked settings in `table`, `auth` of `[vault]`. Raises Other."""
        table.only(("method", *cls.keys))
        checked: dict[str, object] = {
            key: table.path(key) if key in cls.paths else table.text(key)
            for key in table.values
            if key not in cls.flags
        }
        checked |= {key: table.flag(key) for key in cls.flags if key in table.values}
        for key in cls.required:
            if key not in checked:
                raise table.mistake(key, f'it is missing: method = "{checked["method"]}" needs it')
        return checked

    def text(self, key: str) -> str:
        """Return the setting `key`, "" when it is absent."""
        value = self.settings.get(key)
        return value if isinstance(value, str) else ""

    @property
    def mount(self) -> str:
        """Where the method is mounted below auth/: its own name unless the settings say otherwise."""
        return self.text("mount") or self.text("method")

    @property
    def inline(self) -> bool:
        """Whether the login travels in each request, and no token is made."""
        return self.settings.get("inline") is True

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        return f"the auth method `{self.text('method')}`"

    def evidence(self) -> str:
        """Return what besides the settings decides who logs in, "" when nothing does: a login is kept for it alone. Two
        jobs on one machine have the same settings and are not the same to Vault. A secret; raises VaultFailure.
        """
        return ""

    def ready_token(self) -> Secret | None:
        """Return the Vault token that is there without a login; None where a login gives one. Raises VaultFailure."""
        return None

    @abstractmethod
    def login_request(self) -> LoginRequest:
        """Return the request that logs in, with what is needed for it read or asked for now.

        Raises VaultFailure.
        """

    def log_in(self) -> "IssuedToken":
        """Log in and return the token. Raises VaultFailure."""
        from credprovider.vault.issued import issued_token

        request = self.login_request()
        return issued_token(self.client.post(request.path, request.fields), self, self.client.where)
