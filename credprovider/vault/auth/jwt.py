"""A JSON Web Token of a CI system or of anybody else whom Vault trusts.

Source: OpenBao's and Vault's API, "JWT/OIDC auth method".
"""

from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import secret_text
from credprovider.vault.secret_path import encoded_path

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_table import Table


class JwtMethod(AuthMethod):
    """role: the role to log in as; without it the mount's default. file, variable: where the JWT is."""

    keys = ("mount", "role", "file", "variable", "inline")

    @classmethod
    def check(cls, table: "Table") -> "dict[str, object]":
        """Return the checked settings, which name one place of the JWT. Raises Other."""
        checked = super().check(table)
        if ("file" in checked) == ("variable" in checked):
            raise table.mistake("variable", "either `file` or `variable` says where the JWT is")
        return checked

    def evidence(self) -> str:
        """Return the JWT. Raises VaultFailure when it is not where the settings say."""
        return secret_text("the JWT", self.text("file"), self.text("variable")).reveal()

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the JWT is not where the settings say."""
        fields: dict[str, object] = {"jwt": self.evidence()}
        if self.text("role"):
            fields["role"] = self.text("role")
        return LoginRequest(f"auth/{encoded_path(self.mount)}/login", fields)
