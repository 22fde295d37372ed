"""Wrapped secrets: a token that gives out one answer of Vault's, once, so that whoever opened it before us is noticed.

Source: OpenBao's and Vault's documentation, "Response wrapping", the section on the validation of a wrapping token.
"""

from time import time

from credprovider.json_text import render
from credprovider.kept import Kept
from credprovider.token import Secret
from credprovider.vault.client import Answer, Client
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_REMEMBERED = 30 * 86400  # seconds
_ALARM = "if nothing of yours has unwrapped it, somebody may have intercepted it: have it revoked and a new one issued"


class WrappingToken:
    """A wrapping token. client: for its Vault, without a token. what: what is wrapped, `the secret_id`, for sentences.
    creation_path: the path whose answer it must hold, as Vault names it.
    """

    def __init__(self, client: Client, token: Secret, creation_path: str, what: str) -> None:
        self._client = client
        self._token = token
        self._path = creation_path
        self._what = what
        self._used = Kept(render(["unwrapped", str(client.config.address), token.reveal()]))

    def unwrap(self) -> Answer:
        """Return the answer that is wrapped. Vault opens it once: what is not kept of it is lost.

        Raises VaultFailure: it was opened before or has ended, it was made for another path, Vault does not answer. A
        request to open it is not repeated once Vault may have got it.
        """
        self._check_path()
        self._used.keep({}, int(time()) + _REMEMBERED, time())  # first: from now on nobody knows whether it is open
        try:
            answer = self._client.speaking_as(self._token).post("sys/wrapping/unwrap", {})
        except VaultFailure as failure:
            lost = f"{self._what} may be lost: it was being unwrapped, and no answer came"
            raise VaultFailure(lost, failure.message, *failure.causes, "have a new wrapping token issued") from None
        if answer.status != 200 or answer.content is None:
            raise self._refused(answer, first=True)
        return answer

    def _check_path(self) -> None:
        """Raise VaultFailure unless the token is good and holds what it should: anybody can wrap anything."""
        answer = self._client.post("sys/wrapping/lookup", {"token": self._token.reveal()})
        if answer.status != 200:
            raise self._refused(answer, first=self._used.read(time()) is None)
        path = answer.table("data").get("creation_path")
        if path != self._path:
            shown = f"`{visible(path, 200)}`" if isinstance(path, str) else "an unknown path"
            said = f"the wrapping token of {self._what} was made by {shown}, not by `{visible(self._path)}`"
            raise VaultFailure(said, "it was not unwrapped; somebody may have exchanged it: ask who issued it")

    def _refused(self, answer: Answer, *, first: bool) -> VaultFailure:
        where = self._client.where
        if answer.status not in (400, 403, 404):
            said = f"{where} does not unwrap {self._what} (status {answer.status})"
            return VaultFailure(said, "run cargo again later; if it stays so, have a new wrapping token issued")
        if not first:
            again = "have a new wrapping token issued"
            return VaultFailure(f"{self._what} was unwrapped on this machine before, which works once", again)
        return VaultFailure(f"the wrapping token of {self._what} has ended, or it was already unwrapped", _ALARM)
