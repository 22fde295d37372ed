"""A machine or container of Google Cloud, by the identity token that its metadata service gives.

Source: Vault's API, "Google Cloud auth method", GCE login; Google's "Verify the identity of a VM". The address of the
metadata service is fixed, as in Google's libraries, unless GCE_METADATA_HOST names another.
"""

import os

from credprovider.vault.auth.identity_service import IdentityService
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import one_line, said_by
from credprovider.vault.auth.through_hvac import login_of
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded

_HOST = "GCE_METADATA_HOST"
_PATH = "/computeMetadata/v1/instance/service-accounts/default/identity"

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any


class GcpMethod(AuthMethod):
    """role: the role to log in as."""

    chooses_role = True
    keys = ("mount", "role")
    required = ("role",)

    def evidence(self) -> str:
        """Return what in the environment says who is asked for the identity."""
        return said_by((_HOST,))

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the metadata service gives no identity token, or without hvac."""
        return login_of("Gcp", self._log_in)

    def _log_in(self, gcp: "Any") -> None:
        role = self.text("role")
        host = os.environ.get(_HOST) or "169.254.169.254"
        service = IdentityService("Google's metadata service", f"http://{host}{_PATH}", f"the variable {_HOST}")
        audience = encoded(f"vault/{role}")
        response = service.get(f"?audience={audience}&format=full", {"Metadata-Flavor": "Google"}, self.client.left)
        if response.status != 200 or response.headers.get("metadata-flavor") != "Google":
            problem = f"{service.where} gives no identity token (status {response.status})"
            raise VaultFailure(problem, "the machine needs a service account, and must be one of Google Cloud")
        jwt = one_line(f"the identity token in the answer of {service.where}", response.body.decode("latin-1"))
        gcp.login(role, jwt.reveal(), mount_point=self.mount)
