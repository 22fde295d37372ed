"""The JWT that GitHub signs for a job of GitHub Actions.

Source: GitHub's documentation, "OpenID Connect reference"; actions/toolkit, packages/core/src/oidc-utils.ts. The runner
alone says where it is asked for, in the environment of the job's steps.
"""

import os

from credprovider.json_text import JsonError, parse
from credprovider.token import Secret
from credprovider.vault.auth.identity_service import IdentityService
from credprovider.vault.auth.source import one_line, secret_text
from credprovider.vault.failures import VaultFailure
from credprovider.vault.secret_path import encoded

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

_URL = "ACTIONS_ID_TOKEN_REQUEST_URL"
_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"  # noqa: S105 - a variable's name


class Job:
    """The job that this process is a part of. Raises VaultFailure when GitHub lets it ask for no JWT."""

    def __init__(self) -> None:
        for name in (_URL, _TOKEN):
            if not os.environ.get(name):
                advice = (
                    "the workflow or its job needs `permissions: id-token: write`; a fork's pull request never has it"
                )
                raise VaultFailure(f"GitHub Actions gives this job no JWT: the variable {name} is not set", advice)
        self._url = os.environ[_URL]
        self._token = secret_text("the token that asks GitHub for a JWT", "", _TOKEN)

    def evidence(self) -> str:
        """Return what shows to GitHub which job this is, a secret."""
        return self._token.reveal()

    def identity_token(self, audience: str, left: "Callable[[], float]") -> Secret:
        """Return a JWT that is made for `audience`. left: gives the seconds that remain. Raises VaultFailure."""
        service = IdentityService("GitHub's token service", self._url, f"the variable {_URL}")
        headers = {"Authorization": f"Bearer {self._token.reveal()}", "Accept": "application/json; api-version=2.0"}
        mark = "&" if "?" in self._url else "?"
        response = service.get(f"{mark}audience={encoded(audience)}", headers, left)
        if response.status != 200:
            raise VaultFailure(f"{service.where} does not give this job a JWT (status {response.status})")
        try:
            content = parse(response.body)
        except JsonError:
            content = None
        value = content.get("value") if isinstance(content, dict) else None
        return one_line(f"the JWT in the answer of {service.where}", value if isinstance(value, str) else "")
