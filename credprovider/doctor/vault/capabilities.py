"""What the Vault token may do on the exact paths of a route: too little, or more than cargo needs.

Source: OpenBao's and Vault's API, sys/capabilities-self, which the policy `default` allows.
"""

from credprovider.doctor.vault.mount import policy_line
from credprovider.doctor.vault.notes import Notes
from credprovider.doctor.vault.place import RoutePlace
from credprovider.vault.client import Client

_READ = "read"
_ENOUGH = ("read", "list", "scan")


def examine_capabilities(client: Client, place: RoutePlace, path: str, notes: Notes) -> None:
    """Note the capabilities on `path`, where the secret is read, and what is wrong with them. Raises VaultFailure."""
    answer = client.post("sys/capabilities-self", {"paths": [path]})
    granted = answer.table("data").get(path)
    if answer.status != 200 or not isinstance(granted, list):
        return
    capabilities = sorted(str(each) for each in granted)
    notes.facts["capabilities"] = {"path": path, "granted": capabilities}
    if "root" in capabilities:
        return  # said of the token as a whole
    if _READ not in capabilities:
        message = f"the token for {client.where} may not read {place.secret}"
        notes.add("vault-may-not-read", "error", message, f"a policy of the token must have: {policy_line(path)}")
        return
    more = [each for each in capabilities if each not in _ENOUGH]
    if more:
        message = f"the Vault token may also {', '.join(more)} {place.secret}, which cargo never needs"
        notes.add("vault-too-broad", "advice", message, f"give it a policy with no more than: {policy_line(path)}")
