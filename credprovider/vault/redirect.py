"""Where a redirect may lead with a token, or with what a login sends: one rule for both. Imported only after one.

Vault's own clients hand the token to any host; here it goes to the named host alone, or to one that the settings list.
"""

from credprovider.vault.address import Address, parse_address
from credprovider.vault.client import Answer
from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.visible import visible

_MAY_BECOME_GET = (301, 302)  # a client may repeat a POST as a GET then: RFC 9110, section 15.4


def followed(answer: Answer, method: str, path: str, config: VaultConfig) -> Address:
    """Return where the redirect `answer` to a request for `path` leads, when the request may go there as it is:
    encrypted as before, an allowed host, the same path and method. Raises VaultFailure.
    """
    old = config.address
    where = f"Vault at {old}"
    if not config.redirects:
        forbids = "BAO_DISABLE_REDIRECTS or VAULT_DISABLE_REDIRECTS forbids to follow"
        raise VaultFailure(f"{where} redirects, and {forbids}")
    if method != "GET" and answer.status in _MAY_BECOME_GET:
        advice = "use the address of the active node"
        raise VaultFailure(f"{where} redirects without keeping the request (status {answer.status})", advice)
    location = answer.headers.get("location", "")
    if location.startswith("/") and not location.startswith("//"):
        location = f"{old.scheme}://{old.authority}{location}"
    target, query, _ = location.partition("?")
    place, mark, rest = target.partition("/v1/")
    try:
        new = parse_address(place)
    except VaultFailure as failure:
        raise VaultFailure(f"{where} redirects to an unusable address", failure.message) from None
    shown = visible(str(new))
    if not mark or query or rest != path:
        raise VaultFailure(f"{where} redirects to another path: {shown}")
    if new.scheme != old.scheme and new.scheme != "https":
        raise VaultFailure(f"{where} redirects to an unencrypted address: {shown}")
    if new.host != old.host and not any(host_matches(new.host, pattern) for pattern in config.redirect_hosts):
        advice = "if that host is Vault too, list it as redirect-hosts under [vault]"
        raise VaultFailure(f"{where} redirects to another host: {shown}", advice)
    return new


def host_matches(host: str, pattern: str) -> bool:
    """Whether `host` is `pattern`, or one label before it where the pattern is `*.rest`."""
    pattern = pattern.lower()
    if pattern.startswith("*."):
        label, _, rest = host.partition(".")
        return bool(label) and rest == pattern[2:]
    return host == pattern
