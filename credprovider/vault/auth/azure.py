"""A machine of Azure, by the token that the metadata service gives for its managed identity.

Source: Vault's API, "Azure auth method"; Microsoft's "How to use managed identities on an Azure VM to acquire an access
token" and, for App Service and Functions, "REST endpoint reference" (IDENTITY_ENDPOINT, IDENTITY_HEADER).
"""

import os

from credprovider.json_text import JsonError, parse
from credprovider.vault.auth.identity_service import IdentityService
from credprovider.vault.auth.interface import AuthMethod, LoginRequest
from credprovider.vault.auth.source import one_line, said_by, secret_text
from credprovider.vault.auth.through_hvac import login_of
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_METADATA = "http://169.254.169.254/metadata"
_ENDPOINT = "IDENTITY_ENDPOINT"
_HEADER = "IDENTITY_HEADER"
_RESOURCE = "https://management.azure.com/"
_PLACES = {"subscription_id": "subscriptionId", "resource_group_name": "resourceGroupName"}


class AzureMethod(AuthMethod):
    """role: the role to log in as. resource: for whom the token is made, if not for Azure's management, which is what
    the mount expects unless it is configured otherwise.
    """

    chooses_role = True
    keys = ("mount", "role", "resource")
    required = ("role",)

    def evidence(self) -> str:
        """Return what in the environment says whose identity is taken, a secret."""
        return said_by((_ENDPOINT, _HEADER))

    def login_request(self) -> LoginRequest:
        """Return the login. Raises VaultFailure when the metadata service gives no token, or without hvac."""
        return login_of("Azure", self._log_in)

    def _log_in(self, azure: "Any") -> None:
        left = self.client.left
        resource = encoded(self.text("resource") or _RESOURCE)
        if os.environ.get(_ENDPOINT):
            header = secret_text("the identity header", "", _HEADER).reveal()
            service = IdentityService("Azure's identity endpoint", os.environ[_ENDPOINT], f"the variable {_ENDPOINT}")
            query, headers = f"?api-version=2019-08-01&resource={resource}", {"X-IDENTITY-HEADER": header}
            machine: dict[str, str] = {}
        else:
            service = IdentityService("Azure's metadata service", _METADATA, "this program")
            query = f"/identity/oauth2/token?api-version=2018-02-01&resource={resource}"
            headers = {"Metadata": "true"}
            machine = _machine(service, left)
        token = _answer(service, query, headers, left).get("access_token")
        jwt = one_line(f"the token in the answer of {service.where}", token if isinstance(token, str) else "")
        role = self.text("role")
        azure.login(role, jwt.reveal(), mount_point=self.mount, **machine)


def _machine(service: IdentityService, left: "Callable[[], float]") -> dict[str, str]:
    """Return what the role may be bound to besides the identity: where this machine is, and its name."""
    compute = _answer(service, "/instance/compute?api-version=2021-02-01", {"Metadata": "true"}, left)
    found = {name: compute.get(theirs) for name, theirs in _PLACES.items()}
    scale_set = compute.get("vmScaleSetName")
    found["vmss_name" if scale_set else "vm_name"] = scale_set or compute.get("name")
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def _answer(
    service: IdentityService, query: str, headers: "dict[str, str]", left: "Callable[[], float]"
) -> "dict[str, object]":
    response = service.get(query, headers, left)
    try:
        content = parse(response.body) if response.status == 200 else None
    except JsonError:
        content = None
    if not isinstance(content, dict):
        problem = f"{service.where} gives no token (status {response.status})"
        raise VaultFailure(problem, "the machine needs a managed identity, and must be one of Azure")
    return content
