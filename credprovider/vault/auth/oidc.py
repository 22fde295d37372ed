"""A login at an identity provider, in the person's browser.

Source: OpenBao's and Vault's API, "JWT/OIDC auth method". The callback modes: OpenBao builtin/credential/jwt, v2.6.2.
"""

from credprovider.vault.auth.attended import AttendedMethod
from credprovider.vault.secret_path import encoded_path

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_table import Table
    from credprovider.vault.auth.person import Person
    from credprovider.vault.issued import IssuedToken

CALLBACK_MODES = ("client", "direct", "device")
DEFAULT_PORT = 8250


class OidcMethod(AttendedMethod):
    """role: the role to log in as; without it the mount's default. callback-mode: to where the browser comes back when
    the login is done: to this machine (`client`), to Vault (`direct`), or nowhere (`device`). port: of this machine.
    """

    keys = ("mount", "role", "callback-mode", "port")

    @classmethod
    def check(cls, table: "Table") -> "dict[str, object]":
        """Return the checked settings. Raises Other."""
        port = table.number("port", 1, 65535)
        mode = table.choice("callback-mode", CALLBACK_MODES)
        if port is not None and mode not in (None, "client"):
            raise table.mistake("port", 'it belongs to callback-mode = "client"')
        checked = super().check(table.without("port"))
        return checked if port is None else {**checked, "port": port}

    def log_in_with(self, person: "Person") -> "IssuedToken":
        """Send the person to the identity provider, wait for the end of that, and return the token. Raises
        VaultFailure.
        """
        mode = self.text("callback-mode") or CALLBACK_MODES[0]
        if mode == "client":
            from credprovider.vault.oidc.returning import log_in

            port = self.settings.get("port")
            return log_in(self, person, port if isinstance(port, int) else DEFAULT_PORT)
        from credprovider.vault.oidc.polling import log_in as log_in_polling

        return log_in_polling(self, person, mode)

    def path(self, last: str) -> str:
        """Return the path behind /v1/ of `last`, one of the method's endpoints."""
        return f"auth/{encoded_path(self.mount)}/oidc/{last}"
