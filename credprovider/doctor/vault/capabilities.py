"""What the Vault token may do on the exact paths of a route: too little, or more than cargo needs.

Source: OpenBao's and Vault's API, sys/capabilities-self, which the policy `default` allows.
"""

from credprovider.doctor.vault.mount import policy_line
from credprovider.doctor.vault.notes import Notes
from credprovider.vault.client import Client
from credprovider.vault.kv import SecretPlace

_READ = "read"
_WRITE = ("create", "update")
_ENOUGH = ("read", "list", "scan")


def examine_capabilities(client: Client, place: SecretPlace, path: str, notes: Notes, *, writable: bool) -> None:
    """Note the capabilities on `path`, where the secret is read, and what is wrong with them. Raises VaultFailure.

    writable: whether `cargo login` writes the secret there.
    """
    answer = client.post("sys/capabilities-self", {"paths": [path]})
    granted = answer.table("data").get(path)
    if answer.status != 200 or not isinstance(granted, list):
        return
    capabilities = sorted(str(each) for each in granted)
    notes.facts["capabilities"] = {"path": path, "granted": capabilities}
    if "root" in capabilities:
        return  # said of the token as a whole
    if _READ not in capabilities:
        message = f"the token for {client.where} may not read {place}"
        notes.add("vault-may-not-read", "error", message, f"a policy of the token must have: {policy_line(path)}")
        return
    if writable and not {*_WRITE} & {*capabilities}:
        message = f"the token for {client.where} may not write {place}, so that `cargo login` fails"
        line = policy_line(path, [_READ, *_WRITE])
        notes.add("vault-may-not-write", "warning", message, f"a policy of the token must have: {line}")
    more = [each for each in capabilities if each not in _ENOUGH and not (writable and each in _WRITE)]
    if more:
        message = f"the Vault token may also {', '.join(more)} {place}, which cargo never needs"
        line = policy_line(path, [_READ, *_WRITE] if writable else [_READ])
        notes.add("vault-too-broad", "advice", message, f"give it a policy with no more than: {line}")
