"""Words that many answers have in common."""

from tests.servers.vault_server import Answer, VaultServer

BY_POLICY = {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
BY_TOKEN = {"errors": ["permission denied"]}
NOT_FOUND: dict[str, list[str]] = {"errors": []}


def as_root(vault: VaultServer, method: str, path: str, body: object = None) -> Answer:
    """Send one request with root's token; path: below /v1/."""
    return vault.request(method, f"/v1/{path}", body, token=vault.root_token)
