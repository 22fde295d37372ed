"""Requests to Vault: what is repeated, what is followed, and what is not.

Source: vault's own clients repeat connection errors, 412, 429 and 5xx but 501; they follow one redirect, but hand the
token to any host, which is not done here. A request that changes something is repeated only when Vault has certainly
not done what it asks for: a wrapping token or a secret_id may be good for a single use.
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

_BEHIND = (0.05, 0.15, 0.4)  # seconds before each repetition after 412: a standby that has not seen our token yet
_BUSY = (0.25, 1.0)  # the same after 429 and 5xx
_REDIRECTS = (301, 302, 307, 308)


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

    def speaking_as(self, token: Secret) -> "Client":
        """Return a client for the same Vault with another token."""
        return Client(self.config, self.left, token)

    def get(self, path: str, headers: "dict[str, str] | None" = None) -> Answer:
        """Return Vault's answer to GET /v1/`path`, whatever its status, repeated and redirected as the rules allow.

        path: percent-encoded. headers: more of them. Raises VaultFailure when there is no answer, or it leads
        elsewhere.
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
        address = self.config.address
        answer = self._repeated(address, request(address), changes=changes)
        if answer.status not in _REDIRECTS:
            return answer
        from credprovider.vault.redirect import followed

        address = followed(answer, method, path, self.config)
        answer = self._repeated(address, request(address), changes=changes)
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

    def _repeated(self, address: Address, request: bytes, *, changes: bool) -> Answer:
        failures = 0
        while True:
            answer = None
            failure: Unreachable | None = None
            try:
                answer = Answer(fetch(address, request, self.config, self._one_attempt()))
                wait = self._wait_after_answer(answer, failures, changes=changes)
            except Unreachable as error:
                failure = error
                wait = self._wait_after_failure(error, failures, changes=changes)
            if wait is None or wait >= self.left():
                if answer is None:
                    raise failure or VaultFailure("no answer")
                return answer
            _sleep(wait)
            failures += 1

    def _wait_after_failure(self, failure: Unreachable, failures: int, *, changes: bool) -> float | None:
        """Return the seconds to wait before the next attempt, None when there is to be none."""
        hopeless = not failure.worth_retrying or (changes and failure.sent)
        return None if hopeless or failures >= min(1, self.config.retries) else 0.1

    def _wait_after_answer(self, answer: Answer, failures: int, *, changes: bool) -> float | None:
        """Return the seconds to wait before the next attempt, None when there is to be none."""
        if answer.status == 412:
            return _BEHIND[failures] if self.config.retries and failures < len(_BEHIND) else None
        if answer.status == 400 and any("Upgrading from non-versioned" in word for word in answer.words()):
            return _BUSY[0] if failures < 1 else None
        undone = (429, 503)  # answered before anything is done
        again = undone if changes else (*undone, 500, 502, 504)
        if answer.status not in again or failures >= self.config.retries:
            return None
        from credprovider.vault.retry_after import seconds_to_wait

        asked = seconds_to_wait(answer.headers)
        return _BUSY[min(failures, len(_BUSY) - 1)] if asked is None else asked

    def _one_attempt(self) -> "Callable[[], float]":
        """Return what gives the seconds that remain of an attempt that begins now: the client's own timeout counts
        for each.
        """
        timeout = self.config.timeout
        if timeout is None:
            return self.left
        ends = monotonic() + timeout
        return lambda: max(min(self.left(), ends - monotonic()), 0.001)


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
