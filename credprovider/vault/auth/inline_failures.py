"""Whether a request that logs in by itself was refused because of its login. Off the hot path: imported only after an
answer that was not 200.

Source: OpenBao vault/request_handling.go, handleInlineAuth, v2.6.2: a refusal of the login is marked by a header where
the method gave an answer, and by the first words of the error where it gave none.
"""

from credprovider.vault.auth.interface import AuthMethod
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.vault.login_failures import login_failure

_MARK = "x-vault-inline-auth-failed"
_FIRST_WORDS = "failed to perform inline authentication: "


def refuse_failed_login(answer: Answer, method: AuthMethod, where: str) -> None:
    """Raise VaultFailure when `answer` refuses the login, or that it is inline, and not the request itself.

    method: how the request logged in. where: `Vault at https://...`.
    """
    words = answer.words()
    if any("layer inline authentication with token" in word for word in words):
        problem = f"{where} got a token besides the login of {method.name}"
        raise VaultFailure(problem, "an agent or a proxy adds a token of its own; without `inline` its token is used")
    if any("inline authentication cannot generate leases" in word for word in words):
        problem = f"{where} makes no secret with an end for a request that logs in by itself"
        raise VaultFailure(problem, "take `inline` out of auth")
    if answer.headers.get(_MARK) == "true" or any(word.startswith(_FIRST_WORDS) for word in words):
        raise login_failure(answer, method, where)
    if answer.status in (400, 403) and any(_is_to_nobody(word) for word in words):
        problem = f"{where} has no inline auth: it passed over the login of {method.name}"
        raise VaultFailure(problem, "OpenBao has it from version 2.4 on; take `inline` out of auth")


def _is_to_nobody(word: str) -> bool:
    """Whether this refuses a request that came from nobody; where a policy refuses somebody's there are more words."""
    return word == "permission denied" or "missing client token" in word
