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
    from credprovider.vault.client import Answer
    from credprovider.vault.issued import IssuedToken

_MOUNTED = "is the method mounted there? another place is named by `mount` in auth"


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
        if answer.status in (400, 403):
            raise self._refusal(answer, user)
        return issued_token(confirmed(answer, self, person), self, where)

    def _refusal(self, answer: "Answer", user: str) -> VaultFailure:
        """Return what a refusal means where its words are known; the words themselves may echo what was sent."""
        words = " ".join(answer.words())
        where, mount = self.client.where, visible(self.mount)
        if "error connecting to host" in words:
            return VaultFailure(f"{where} cannot reach the LDAP directory of auth/{mount}")
        if "not configured" in words:
            return VaultFailure(f"the auth method at auth/{mount} of {where} is not set up")
        if answer.status == 403:
            locked = "or is the user locked out for a while, after too many wrong passwords?"
            return VaultFailure(f"{where} does not let `{visible(user, 60)}` log in at auth/{mount}", _MOUNTED, locked)
        advice = f"what was typed is checked at auth/{mount}; another place is named by `mount` in auth"
        return VaultFailure(f"{where} does not accept this password for the user `{visible(user, 60)}`", advice)
