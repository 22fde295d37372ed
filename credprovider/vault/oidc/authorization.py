"""The first half of a login at an identity provider: Vault says where the person goes for it.

Source: OpenBao's and Vault's API, "JWT/OIDC auth method", `oidc/auth_url`. OpenBao alone has `direct` and `device`.
"""

from urllib.parse import SplitResult, parse_qs, urlsplit

from credprovider.index_url import is_loopback
from credprovider.vault.auth.oidc import OidcMethod
from credprovider.vault.client import Answer
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_LONGEST = 8192
_SLOWEST = 60  # seconds between two polls; RFC 8628 has 5 for a provider that names none


class Authorization:
    """A login that has begun. url: where the person goes, safe to show and to open. state: by which Vault and the
    provider know it. user_code: what the person types there, or "". interval: seconds between two polls.
    """

    def __init__(self, url: str, state: str, user_code: str, interval: int) -> None:
        self.url = url
        self.state = state
        self.user_code = user_code
        self.interval = interval


def begin(method: OidcMethod, mode: str, redirect_uri: str, client_nonce: str) -> Authorization:
    """Begin a login by `method` in the callback mode `mode`. redirect_uri: where the provider sends the person to, ""
    for none. client_nonce: what proves to Vault that the second half comes from us. Raises VaultFailure.
    """
    where = method.client.where
    fields: dict[str, object] = {"client_nonce": client_nonce, "role": method.text("role")}
    if redirect_uri:
        fields["redirect_uri"] = redirect_uri
    answer = method.client.post(method.path("auth_url"), fields)
    if answer.status != 200:
        raise _refusal(answer, method)
    told = answer.table("data")
    url, polled = told.get("auth_url"), isinstance(told.get("state"), str)
    if not isinstance(url, str) or not url:
        allowed = f"`allowed_redirect_uris` of the role has {redirect_uri}" if redirect_uri else "the role is for OIDC"
        raise VaultFailure(f"{where} begins no login at the identity provider", f"see that {allowed}")
    if polled != (mode != "client"):
        has = "another callback mode than `client`" if polled else f"no callback mode `{mode}`"
        advice = "`callback-mode` in auth must be the role's `callback_mode`; `client` works with every server"
        raise VaultFailure(f"the role that {where} logs in by {method.name} has {has}", advice)
    parts = _openable(url, where)
    state = str(told["state"]) if polled else _state(parts.query)
    if not state:
        raise VaultFailure(f"{where} begins a login without the `state` by which its end is known")
    code = told.get("user_code")
    return Authorization(url, state, visible(code, 60) if isinstance(code, str) else "", _seconds(told))


def _openable(url: str, where: str) -> SplitResult:
    """Return the parts of a URL that may be shown and opened. Raises VaultFailure for any other: a program that opens
    URLs does other things with other schemes, and what is not encrypted can be read and changed on its way.
    """
    shown = visible(url, 120)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise VaultFailure(f"{where} sends the login to `{shown}`, which is not a URL") from None
    clean = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}') and len(url) <= _LONGEST
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not (clean and encrypted and host) or "@" in parts.netloc:
        raise VaultFailure(f"{where} sends the login to `{shown}`, which is not opened", "it must be an https:// URL")
    return parts


def _state(query: str) -> str:
    values = parse_qs(query).get("state", [])
    return values[0] if len(values) == 1 else ""


def _seconds(told: dict[str, object]) -> int:
    """Return the seconds between two polls, which Vault writes as text."""
    written = str(told.get("poll_interval", ""))
    return min(max(int(written), 1), _SLOWEST) if written.isdigit() and len(written) < 6 else 5


def _refusal(answer: Answer, method: OidcMethod) -> VaultFailure:
    words = " ".join(answer.words())
    where, mount = method.client.where, visible(method.mount)
    if answer.status == 400 and "could not be found" in words:
        return VaultFailure(f"{where} has no role `{visible(method.text('role'))}` at auth/{mount}")
    if answer.status == 400 and "missing role" in words:
        return VaultFailure(f"{where} has no default role at auth/{mount}", "name one with `role` in auth")
    if answer.status == 400 and ("not configured" in words or "could not load configuration" in words):
        return VaultFailure(f"auth/{mount} at {where} is not set up for a login at an identity provider")
    if answer.status == 500:
        return VaultFailure(f"{where} cannot begin a login at the identity provider", "its own log says why")
    from credprovider.vault.login_failures import login_failure

    return login_failure(answer, method, where)
