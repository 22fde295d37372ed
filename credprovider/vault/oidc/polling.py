"""OpenBao's callback modes `direct` and `device`: the browser may be on another machine, and Vault is asked again and
again whether the login is done.

Source: OpenBao builtin/credential/jwt, v2.6.2 (path_oidc.go, cli.go); RFC 8628, "OAuth 2.0 Device Authorization Grant",
3.5, for the words in the answers.
"""

from secrets import token_urlsafe
from time import monotonic, sleep

from credprovider.vault.auth.oidc import OidcMethod
from credprovider.vault.auth.person import Person
from credprovider.vault.auth.second_factor import confirmed
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.vault.issued import IssuedToken, issued_token
from credprovider.vault.oidc.authorization import Authorization, begin
from credprovider.vault.oidc.invitation import invite
from credprovider.vault.secret_path import encoded_path
from credprovider.visible import visible

_LONGEST = 300.0  # seconds in which a person finishes a login
_PAUSE = 0.2  # seconds; a signal that comes just before a wait does not end that, and is acted on after it
_SLOWER = 5  # seconds more between two polls, RFC 8628, 3.5


def log_in(method: OidcMethod, person: Person, mode: str) -> IssuedToken:
    """Return the token of a login by `method` in the callback mode `mode`. Raises VaultFailure."""
    where = method.client.where
    client_nonce = token_urlsafe(24)
    begun = begin(method, mode, _vaults_page(method) if mode == "direct" else "", client_nonce)
    invite(person, begun, where)
    answer = _polled(method, person, begun, client_nonce)
    if answer.status == 400:
        raise VaultFailure(f"the identity provider or {where} refuses the login", *_reasons(answer))
    return issued_token(confirmed(answer, method, person), method, where)


def _polled(method: OidcMethod, person: Person, begun: Authorization, client_nonce: str) -> Answer:
    """Return the first answer that does not say to ask again."""
    interval = begun.interval
    ends = monotonic() + _LONGEST
    while monotonic() + interval < ends:
        with person.thinking():
            _wait(interval)
        answer = method.client.post(method.path("poll"), {"state": begun.state, "client_nonce": client_nonce})
        words = answer.words()
        if answer.status != 400 or not set(words) & {"authorization_pending", "slow_down"}:
            return answer
        interval += _SLOWER if "slow_down" in words else 0
    raise VaultFailure(f"nobody has finished the login in the browser in {_LONGEST:g} s", "run the command again")


def _wait(seconds: float) -> None:
    ends = monotonic() + seconds
    while monotonic() < ends:
        sleep(_PAUSE)


def _vaults_page(method: OidcMethod) -> str:
    """Return where the provider sends the browser to, which is Vault itself; a browser sends no header that names the
    namespace. Raises VaultFailure when Vault is reached by a socket alone.
    """
    address = method.client.config.address
    if address.socket:
        advice = 'set `address` under [vault] to one that a browser can reach, or callback-mode = "device"'
        raise VaultFailure(f"a browser cannot come back to {method.client.where}", advice)
    namespace = method.client.config.namespace.strip("/")
    inside = f"{encoded_path(namespace)}/" if namespace not in ("", "root") else ""
    return f"{address}/v1/{inside}{method.path('callback')}"


def _reasons(answer: Answer) -> list[str]:
    """Return why, where the words are known not to echo anything."""
    known = ("access_denied", "expired_token", "Expired or missing OAuth state", "error validating claims")
    return [visible(name) for name in known if any(name in word for word in answer.words())][:1]
