"""What hvac would send to Vault for a login, without its sending anything.

hvac knows how the clouds' logins are written and signed. Its own way to Vault is not taken: it hands what it sends to
any host that a redirect names, reads ~/.netrc, and knows no deadline.
"""

from credprovider.vault.auth.interface import LoginRequest
from credprovider.vault.failures import VaultFailure

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class _Recorder:
    """Stands where hvac has the connection to Vault. request: the login that it was to send."""

    def __init__(self) -> None:
        self.request = LoginRequest("", {})

    def login(self, url: str, json: "dict[str, object]", use_token: bool = True) -> None:  # noqa: ARG002 - hvac's names
        self.request = LoginRequest(url.removeprefix("/v1/"), json)


def login_of(kind: str, call: "Callable[[Any], object]") -> LoginRequest:
    """Return the login that `call` has hvac's class for `kind`, such as `Aws`, send. Raises VaultFailure when hvac is
    not installed, before `call` is made.
    """
    try:
        from hvac.api import auth_methods
    except ImportError:
        problem = f"the auth method `{kind.lower()}` needs the library hvac, which is not installed"
        raise VaultFailure(problem, "it comes with the extra `vault`: pip install 'cargo-customs[vault]'") from None
    recorder = _Recorder()
    call(getattr(auth_methods, kind)(recorder))
    return recorder.request
