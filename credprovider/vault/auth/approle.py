"""AppRole: a role_id, which is no secret, and a secret_id, which may arrive wrapped.

Source: OpenBao's and Vault's API, "AppRole auth method"; "Response wrapping" for the secret_id.
"""

from credprovider.token import Secret
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import secret_text
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded_path

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_table import Table


class AppRoleMethod(AuthMethod):
    """role-id: the role's id. secret-id-file, secret-id-variable: where the secret_id is; none for a role that does
    without. secret-id-wrapped: what is there is a token that wraps the secret_id of `role`, and is good for one login.
    """

    keys = ("mount", "role-id", "role", "secret-id-file", "secret-id-variable", "secret-id-wrapped", "inline")
    flags = ("inline", "secret-id-wrapped")
    paths = ("secret-id-file",)
    required = ("role-id",)

    @classmethod
    def check(cls, table: "Table") -> "dict[str, object]":
        """Return the checked settings. A wrapped secret_id needs the role that it must be for. Raises Other."""
        checked = super().check(table)
        if checked.get("secret-id-wrapped"):
            if "role" not in checked:
                raise table.mistake(
                    "role", "it is missing: the role's name, for which a wrapped secret_id must be made"
                )
            if "secret-id-file" not in checked and "secret-id-variable" not in checked:
                raise table.mistake("secret-id-wrapped", "`secret-id-file` or `secret-id-variable` says where it is")
            if checked.get("inline"):
                raise table.mistake("inline", "a wrapped secret_id is good for one login, and not for every request")
        return checked

    def evidence(self) -> str:
        """Return the secret_id, or the token that wraps it; "" for a role that does without. Raises VaultFailure when
        it is not where the settings say.
        """
        found = self._found()
        return "" if found is None else found.reveal()

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the secret_id is not where the settings say, or is wrapped and
        somebody has unwrapped it before.
        """
        fields: dict[str, object] = {"role_id": self.text("role-id")}
        found = self._found()
        if found is not None:
            fields["secret_id"] = self._unwrapped(found) if self._is_wrapped() else found.reveal()
        return LoginRequest(f"auth/{encoded_path(self.mount)}/login", fields)

    def _found(self) -> Secret | None:
        file, variable = self.text("secret-id-file"), self.text("secret-id-variable")
        if not file and not variable:
            return None
        return secret_text("the wrapping token" if self._is_wrapped() else "the secret_id", file, variable)

    def _is_wrapped(self) -> bool:
        return self.settings.get("secret-id-wrapped") is True

    def _unwrapped(self, token: Secret) -> str:
        from credprovider.vault.wrapping import WrappingToken

        path = f"auth/{self.mount}/role/{self.text('role')}/secret-id"
        answer = WrappingToken(self.client, token, path, "the secret_id").unwrap()
        secret_id = answer.table("data").get("secret_id")
        if not isinstance(secret_id, str) or not secret_id:
            raise VaultFailure("what was wrapped is not a secret_id", f"it must be the answer of {path}")
        return secret_id
