"""An identity of AWS, by a request to AWS's own `GetCallerIdentity` that is signed here and sent by Vault.

Source: Vault's API, "AWS auth method", IAM login.
"""

from credprovider.vault.auth.aws_credentials import WHOSE, aws_credentials
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import said_by
from credprovider.vault.auth.through_hvac import login_of

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any


class AwsMethod(AuthMethod):
    """role: the role to log in as; without it the one that is named as the identity. server-id: what the mount demands
    as X-Vault-AWS-IAM-Server-ID, so that the signature is good for this Vault alone.
    """

    chooses_role = True
    keys = ("mount", "role", "server-id")

    def evidence(self) -> str:
        """Return what in the environment says whose credentials are taken, a secret."""
        return said_by(WHOSE)

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when there are no credentials of AWS, or no hvac."""
        return login_of("Aws", self._log_in)

    def _log_in(self, aws: "Any") -> None:
        found = aws_credentials(self.client.left)
        aws.iam_login(
            found.key_id,
            found.key.reveal(),
            None if found.session is None else found.session.reveal(),
            header_value=self.text("server-id") or None,
            role=self.text("role"),
            mount_point=self.mount,
        )
