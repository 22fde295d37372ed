"""The facts about Vault in the report: the lines for people, and what is printed in JSON."""

from collections.abc import Iterator, Mapping
from time import gmtime, strftime
from typing import Any

from credprovider.doctor.shown import shown
from credprovider.duration import in_words
from credprovider.protocol import OPERATIONS

_KEPT = {
    "kernel": "in the kernel's keyring",
    "runtime-folder": "in XDG_RUNTIME_DIR",
    "nowhere": "nowhere",
}
_ENGINES = {"kv-v2": "KV version 2", "kv-v1": "KV version 1"}


def printable(facts: Any) -> Any:
    """Return `facts` with every text of it safe to print."""
    if isinstance(facts, str):
        return shown(facts)
    if isinstance(facts, Mapping):
        return {key: printable(value) for key, value in facts.items()}
    return [printable(each) for each in facts] if isinstance(facts, list) else facts


def server_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what there is to say about the server."""
    if facts["address"] is None:
        yield "which cannot be asked with these settings"
        return
    source = {"settings": "the settings", "default": "the default"}.get(facts["address_from"], facts["address_from"])
    namespace = f", namespace {facts['namespace']}" if facts["namespace"] else ""
    proxy = f", through the proxy {facts['proxy']}" if facts["proxy"] else ""
    yield f"{facts['address']} ({source}){namespace}{proxy}"
    if facts["health"] is not None:
        yield _health(facts["health"])
    yield f"trust: {facts['trust']}"
    if facts["certificate"] is not None:
        certificate = facts["certificate"]
        names = ", ".join(certificate["names"]) or "no name"
        yield f"certificate for {names}, until {_date(certificate['ends'])}, issued by {certificate['issuer']}"
    steps = {"lookup": "name look-up", "connect": "connection", "tls": facts["protocol"] or "TLS"}
    times = [f"{word} {facts['milliseconds'][key]:.1f} ms" for key, word in steps.items() if _is_known(facts, key)]
    if times:
        yield ", ".join(times)
    yield f"logins are kept {_KEPT[facts['logins_kept']]}" if facts["logins_kept"] else "nothing was asked"


def route_lines(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield what there is to say about one route."""
    operations = facts["operations"]
    of = "every operation" if len(operations) == len(OPERATIONS) else ", ".join(operations)
    role = f", role {facts['role']}" if facts["role"] else ""
    yield f"Vault for {of}: {facts['secret']}{role}"
    if facts["unseen"]:
        yield f"  not looked at: {facts['unseen']}"
    if facts["login"] is not None:
        yield f"  {_login(facts)}"
    if facts["mount"] is not None:
        mount = facts["mount"]
        yield f"  {_ENGINES.get(mount['engine'], mount['type'])} at {mount['path']}/"
    if facts["capabilities"] is not None:
        capabilities = facts["capabilities"]
        granted = ", ".join(each for each in capabilities["granted"] if each != "deny") or "do nothing"
        yield f"  the token may {granted} at {capabilities['path']}"
    if facts["fields"] is not None:
        ends = f", until {_date(facts['expires'])}" if facts["expires"] else ""
        owner = f", owned by {facts['owner']}" if facts["owner"] else ""
        yield f"  fields: {', '.join(facts['fields']) or 'none'}{owner}{ends}"
    words = {"login": "the login", "read": "reading"}
    times = [f"{word} {facts['milliseconds'][key]:.1f} ms" for key, word in words.items() if _is_known(facts, key)]
    if times:
        yield f"  {', '.join(times)}"


def _health(health: Mapping[str, Any]) -> str:
    product = f"{health['product'] or 'Vault'} {health['version']}".rstrip()
    state = "not initialised" if not health["initialized"] else "sealed" if health["sealed"] else "unsealed"
    role = ", standby" if health["standby"] and not health["sealed"] else ""
    ahead = health["clock_ahead"]
    clock = "" if ahead is None else f", its clock {'as ours' if not ahead else f'{ahead:+d} s'}"
    return f"{product}, {state}{role}{clock}"


def _login(facts: Mapping[str, Any]) -> str:
    login = facts["login"]
    kept = "kept login" if facts["kept"] else "login"
    ends = "without end" if login["ttl"] is None else f"for {in_words(login['ttl'])} more"
    renewable = ", renewable" if login["renewable"] else ""
    uses = f", {login['num_uses']} requests" if login["num_uses"] else ""
    policies = ", ".join(login["policies"]) or "none"
    who = f"{login['display_name']} ({login['path']})"
    return f"{kept} by {facts['method']} as {who}, policies: {policies}; {ends}{renewable}{uses}"


def _is_known(facts: Mapping[str, Any], key: str) -> bool:
    return facts["milliseconds"][key] is not None


def _date(seconds: float) -> str:
    return strftime("%Y-%m-%d", gmtime(seconds))
