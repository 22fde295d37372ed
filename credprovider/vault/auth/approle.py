"""AppRole: a role_id, which is no secret, and a secret_id.

Source: OpenBao's and Vault's API, "AppRole auth method".
"""

from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import secret_text
from credprovider.vault.secret_path import encoded_path


class AppRoleMethod(AuthMethod):
    """role-id: the role's id. secret-id-file, secret-id-variable: where the secret_id is; none for a role that does
    without.
    """

    keys = ("mount", "role-id", "secret-id-file", "secret-id-variable", "inline")
    required = ("role-id",)

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the secret_id is not where the settings say."""
        fields: dict[str, object] = {"role_id": self.text("role-id")}
        if self.text("secret-id-file") or self.text("secret-id-variable"):
            what = "the secret_id"
            fields["secret_id"] = secret_text(
                what, self.text("secret-id-file"), self.text("secret-id-variable")
            ).reveal()
        return LoginRequest(f"auth/{encoded_path(self.mount)}/login", fields)
