"""Requests to Vault: what is repeated, what is followed, and what is not.

Source: vault's own clients repeat connection errors, 412, 429 and 5xx but 501; they follow one redirect, but hand the
token to any host, which is not done here. A request that changes something is repeated only when Vault has certainly
not done what it asks for: a wrapping token or a secret_id may be good for a single use. What else there is to say
about repetitions is in `patience`.
"""

from time import monotonic

from credprovider.json_text import JsonError, parse, render
from credprovider.token import Secret
from credprovider.vault.address import Address
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.http1 import Response, request_bytes
from credprovider.vault.transport import Unreachable, fetch
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

    from credprovider.vault.patience import Patience

_FINAL = (200, 204, 403, 404)
_REDIRECTS = (301, 302, 307, 308)
_SHORTEST = 1.0  # seconds: no attempt is begun with less


class Answer:
    """A response with its body read as JSON. content: the object, None when the body is not one."""

    __slots__ = ("content", "headers", "status")

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.headers = response.headers
        self.content = _object(response.body)

    def table(self, key: str) -> "dict[str, object]":
        """Return the object at `key` of the body, an empty one when there is none."""
        value = (self.content or {}).get(key)
        return value if isinstance(value, dict) else {}

    def words(self) -> list[str]:
        """Return Vault's own error texts and warnings, safe to print. Only for sorting answers: they may echo what
        was sent.
        """
        content = self.content or {}
        found = [*_texts(content.get("errors")), *_texts(content.get("warnings"))]
        return [visible(text) for text in found]


class Client:
    """Asks one Vault. config: where. left: gives the seconds that remain of the whole deadline. token: as whom, or None
    for nobody, and for an agent that adds a token of its own.
    """

    def __init__(self, config: VaultConfig, left: "Callable[[], float]", token: Secret | None = None) -> None:
        self.config = config
        self.token = token
        self.left = left

    @property
    def where(self) -> str:
        """`Vault at https://...`, for sentences."""
        return f"Vault at {self.config.address}"

    @property
    def inline(self) -> bool:
        """Whether each request logs in for itself, so that there is no token that Vault could be asked about."""
        return False

    def speaking_as(self, token: Secret) -> "Client":
        """Return a client for the same Vault with another token."""
        return Client(self.config, self.left, token)

    def get(self, path: str, headers: "dict[str, str] | None" = None) -> Answer:
        """Return Vault's answer to GET /v1/`path`, whatever its status, repeated and redirected as the rules allow.

        path: percent-encoded, with its query if it has one. headers: more of them. Raises VaultFailure when there is no
        answer, or it leads elsewhere.
        """
        return self._request("GET", path, b"", headers or {}, changes=False)

    def get_once(self, path: str, headers: "dict[str, str]") -> Answer:
        """Return Vault's answer as `get` does, but repeat nothing that Vault may have done: the headers log in."""
        return self._request("GET", path, b"", headers, changes=True)

    def post(self, path: str, fields: "dict[str, object]") -> Answer:
        """Return Vault's answer to POST /v1/`path` with `fields` as JSON; otherwise as `get`."""
        return self._request("POST", path, render(fields).encode("ascii"), {}, changes=True)

    def _request(self, method: str, path: str, body: bytes, headers: "dict[str, str]", *, changes: bool) -> Answer:
        def request(address: Address) -> bytes:
            all_headers = {"Host": address.authority, **self._headers(), **headers}
            return request_bytes(method, f"{address.base}/v1/{path}", all_headers, body)

        if self.config.rate_limit is not None:
            self.config.rate_limit.wait(self.left)
        left = self._allowed()
        patience: Patience | None = None
        while True:
            answer, failure = None, None
            try:
                answer = self._attempt(method, path, request, left, changes=changes)
                if answer.status in _FINAL:
                    return answer
            except Unreachable as error:
                failure = error
            patience = patience or _patience(self.config.retries, changes=changes)
            wait = patience.wait(answer, failure)
            if wait is not None and wait < left():
                _sleep(wait)
            elif answer is not None:
                return answer
            else:
                raise failure or VaultFailure("no answer")

    def _attempt(
        self,
        method: str,
        path: str,
        request: "Callable[[Address], bytes]",
        left: "Callable[[], float]",
        *,
        changes: bool,
    ) -> Answer:
        """Return what one attempt brings, at the address of the settings, or where a redirect leads from there."""
        share = _share(left)
        answering = left if changes else share  # what may have been done is not done again, and may take its time
        address = self.config.address
        answer = Answer(fetch(address, request(address), self.config, share, answering))
        if answer.status not in _REDIRECTS:
            return answer
        from credprovider.vault.redirect import followed

        address = followed(answer, method, path, self.config)
        try:
            answer = Answer(fetch(address, request(address), self.config, share, answering))
        except Unreachable as failure:
            failure.at_leader = True
            failure.causes = (f"{self.where} says that this is the active server",)
            raise
        if answer.status in _REDIRECTS:
            raise VaultFailure(f"{self.where} redirects more than once")
        return answer

    def _headers(self) -> "dict[str, str]":
        headers = {"X-Vault-Request": "true", "Accept": "application/json"}
        if self.config.namespace:
            headers["X-Vault-Namespace"] = self.config.namespace
        if self.config.mfa:
            headers["X-Vault-MFA"] = self.config.mfa
        if self.token is not None:
            headers["X-Vault-Token"] = self.token.reveal()
        return headers

    def _allowed(self) -> "Callable[[], float]":
        """Return what gives the seconds that remain of a request that begins now: the client's own timeout counts for
        all of it.
        """
        timeout = self.config.timeout
        if timeout is None:
            return self.left
        ends = monotonic() + timeout
        return lambda: max(min(self.left(), ends - monotonic()), 0.001)


def _patience(limit: int, *, changes: bool) -> "Patience":
    from credprovider.vault.patience import Patience

    return Patience(limit, changes=changes)


def _share(left: "Callable[[], float]") -> "Callable[[], float]":
    """Return what gives the seconds that remain of an attempt that begins now: half of what is left, so that a server
    that is silent costs no more, but all of it when the other half is too short to begin with.
    """
    half = left() / 2
    if half < _SHORTEST:
        return left
    ends = monotonic() + half
    return lambda: max(ends - monotonic(), 0.001)


def _object(body: bytes) -> "dict[str, object] | None":
    try:
        content = parse(body)
    except JsonError:
        return None
    return content if isinstance(content, dict) else None


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _sleep(seconds: float) -> None:
    from time import sleep

    sleep(seconds)
