"""The client certificate with which the connection to Vault is made.

Source: OpenBao's and Vault's API, "TLS certificate auth method".
"""

from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import file_text
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded_path


class CertMethod(AuthMethod):
    """role: the role that must trust the certificate; without it any may. The certificate is that of `[vault]`."""

    chooses_role = True
    keys = ("mount", "role", "inline")

    def evidence(self) -> str:
        """Return the certificate, which is no secret. Raises VaultFailure when there is none."""
        own = self.client.config.certificate
        if own is None:
            advice = "set client-cert and client-key under [vault], or VAULT_CLIENT_CERT and VAULT_CLIENT_KEY"
            raise VaultFailure(f"{self.name} needs a client certificate, and there is none", advice)
        return file_text("the client certificate", own.path) if own.path else own.text

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when there is no client certificate."""
        self.evidence()
        fields: dict[str, object] = {"name": self.text("role")} if self.text("role") else {}
        return LoginRequest(f"auth/{encoded_path(self.mount)}/login", fields)
