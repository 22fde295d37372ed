"""A JSON Web Token of a CI system or of anybody else whom Vault trusts.

Source: OpenBao's and Vault's API, "JWT/OIDC auth method".
"""

from credprovider.token import Secret
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import refuse_expired, secret_text
from credprovider.vault.secret_path import encoded_path

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_table import Table

PLACES = ("file", "variable", "source")
SOURCES = ("github-actions",)


class JwtMethod(AuthMethod):
    """role: the role to log in as; without it the mount's default. file, variable: where the JWT is. source: who is
    asked for it; audience: for whom it is made then.
    """

    chooses_role = True
    keys = ("mount", "role", *PLACES, "audience", "inline")
    paths = ("file",)

    @classmethod
    def check(cls, table: "Table") -> "dict[str, object]":
        """Return the checked settings, which name one place of the JWT. Raises Other."""
        checked = super().check(table)
        if sum(place in checked for place in PLACES) != 1:
            raise table.mistake("variable", "one of `file`, `variable` and `source` says where the JWT is")
        asked_for = table.choice("source", SOURCES) is not None
        if asked_for and "audience" not in checked:
            example = "it is missing: what bound_audiences of the role names, such as Vault's address"
            raise table.mistake("audience", example)
        if not asked_for and "audience" in checked:
            raise table.mistake("audience", 'it belongs to source = "github-actions"')
        return checked

    def evidence(self) -> str:
        """Return the JWT, or where somebody is asked for it what shows to them which job this is. Raises VaultFailure
        when it is not where the settings say.
        """
        if self.text("source"):
            from credprovider.vault.auth.github_actions import Job

            return Job().evidence()
        return self._jwt().reveal()

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the JWT is not where the settings say, or has expired."""
        jwt = self._jwt()
        refuse_expired(jwt, "the JWT")
        fields: dict[str, object] = {"jwt": jwt.reveal()}
        if self.text("role"):
            fields["role"] = self.text("role")
        return LoginRequest(f"auth/{encoded_path(self.mount)}/login", fields)

    def _jwt(self) -> Secret:
        if self.text("source"):
            from credprovider.vault.auth.github_actions import Job

            return Job().identity_token(self.text("audience"), self.client.left)
        return secret_text("the JWT", self.text("file"), self.text("variable"))
