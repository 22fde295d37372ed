"""The service account of the pod that this runs in, by the token that Kubernetes mounts into it.

Source: OpenBao's and Vault's API, "Kubernetes auth method".
"""

from credprovider.token import Secret
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import refuse_expired, secret_text
from credprovider.vault.secret_path import encoded_path

MOUNTED = "/var/run/secrets/kubernetes.io/serviceaccount/token"


class KubernetesMethod(AuthMethod):
    """role: the role to log in as. file: where the pod's token is, if not where Kubernetes mounts it by itself."""

    chooses_role = True
    keys = ("mount", "role", "file", "inline")
    paths = ("file",)
    required = ("role",)

    def evidence(self) -> str:
        """Return the pod's token as it is now: Kubernetes renews it. Raises VaultFailure when it is not there."""
        return self._token().reveal()

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the pod's token is not there, or has expired."""
        token = self._token()
        refuse_expired(token, "the pod's token")
        fields: dict[str, object] = {"role": self.text("role"), "jwt": token.reveal()}
        return LoginRequest(f"auth/{encoded_path(self.mount)}/login", fields)

    def _token(self) -> Secret:
        return secret_text("the pod's token", self.text("file") or MOUNTED, "")
