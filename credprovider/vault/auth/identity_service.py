"""Requests to those who say who a job or a machine is: GitHub's token service, the metadata service of a cloud.

They are not Vault, and nothing that belongs to Vault goes there: no token, no namespace, no client certificate. Nor
does what the settings and the variables say about the way to Vault hold for them: their certificates are checked
against the CAs of the system, always.
"""

from time import monotonic, sleep

from credprovider.vault.address import Address, parse_address
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response, request_bytes
from credprovider.vault.transport import Unreachable, fetch
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

METADATA_HOSTS = (
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "fd00:ec2::254",
    "fd00:ec2::23",
    "metadata.google.internal",
)
"""Where clouds answer their machines, over plain HTTP. Nothing secret is sent there but what comes from there."""

_BUSY = (429, 500, 502, 503, 504)
_PAUSE = 0.3  # seconds before the repetition


class IdentityService:
    """One of them. name: `GitHub's token service`, for sentences. url: https, or http to this machine or to one of
    `METADATA_HOSTS`. said_by: who named it, for the refusal of another. Raises VaultFailure.
    """

    def __init__(self, name: str, url: str, said_by: str) -> None:
        scheme, _, rest = url.partition("://")
        authority, slash, path = rest.partition("/")
        self._target = slash + path or "/"
        usable = self._target.isascii() and self._target.isprintable() and not set(self._target) & set(" #\\")
        try:
            self._address = _address(scheme.lower(), authority)
        except VaultFailure:
            usable = False
        if not usable:
            problem = f"the address of {name} in {said_by} cannot be used"
            raise VaultFailure(problem, "it must begin with https://, or be that of this machine")
        self.where = f"{name} at {visible(self._address.authority)}"

    def get(self, more: str, headers: "dict[str, str]", left: "Callable[[], float]") -> Response:
        """Return the answer to GET of its URL with `more` at the end. left: gives the seconds that remain of the whole
        deadline, of which half may be spent here. Raises VaultFailure when there is no answer.
        """
        return self.ask("GET", more, headers, left)

    def ask(self, method: str, more: str, headers: "dict[str, str]", left: "Callable[[], float]") -> Response:
        """Return the answer to another request, without a body; otherwise as `get`. It is repeated once where the
        service is busy or the connection breaks.
        """
        request = request_bytes(method, self._target + more, {"Host": self._address.authority, **headers})
        ends = monotonic() + left() / 2
        repeated = False
        while True:
            try:
                response = fetch(self._address, request, _Direct(self._address), lambda: max(ends - monotonic(), 0.001))
            except Unreachable as failure:
                if repeated or not failure.worth_retrying:
                    raise VaultFailure(f"{self.where} gives no answer", _without_vault(failure)) from None
            except VaultFailure as failure:
                raise VaultFailure(f"{self.where} is not spoken to", _without_vault(failure)) from None
            else:
                if repeated or response.status not in _BUSY:
                    return response
            repeated = True
            sleep(_PAUSE)


class _Direct(VaultConfig):
    """A way without anything of the way to Vault."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.written = address.host in METADATA_HOSTS
        self.certificate = self.proxy = None
        self.ca_file = self.ca_data = self.ca_path = self.server_name = ""
        self.verify = True


def _address(scheme: str, authority: str) -> Address:
    if scheme != "http":
        return parse_address(f"{scheme}://{authority}")
    found = parse_address(f"https://{authority}")
    if found.host not in METADATA_HOSTS:
        return parse_address(f"http://{authority}")
    return Address("http", found.host, found.port if authority.endswith(f":{found.port}") else 80, "")


def _without_vault(failure: VaultFailure) -> str:
    """Return what the transport says, which calls everybody Vault."""
    return failure.message.replace("Vault at ", "").replace(" of Vault", "")
