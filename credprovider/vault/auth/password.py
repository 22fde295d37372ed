"""A user name and a password, whoever knows them: Vault itself or a directory that it asks.

Source: OpenBao's and Vault's API, "Userpass auth method" and "LDAP auth method".
"""

from credprovider.vault.auth.attended import AttendedMethod
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded, encoded_path
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.vault.auth.person import Person
    from credprovider.vault.issued import IssuedToken


class PasswordMethod(AttendedMethod):
    """username: whose login it is; without it that is asked, too."""

    keys = ("mount", "username")

    def log_in_with(self, person: "Person") -> "IssuedToken":
        """Ask for what is needed, log in and return the token. Raises VaultFailure."""
        from credprovider.vault.auth.second_factor import confirmed
        from credprovider.vault.issued import issued_token

        where = self.client.where
        user = self.text("username") or person.tells(f"User name for {where}: ", "user name")
        if "/" in user or user in (".", ".."):
            raise VaultFailure(f"`{visible(user, 60)}` is not a user name for Vault")
        password = person.confides(f"Password of {visible(user, 60)} for {where}: ", "password")
        path = f"auth/{encoded_path(self.mount)}/login/{encoded(user)}"
        answer = self.client.post(path, {"password": password.reveal()})
        return issued_token(confirmed(answer, self, person), self, where)
