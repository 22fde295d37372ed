"""Words that many answers have in common."""

import json
from base64 import urlsafe_b64encode

from tests.servers.client_certificates import Pair
from tests.servers.vault_server import Answer, VaultServer

BY_POLICY = {"errors": ["1 error occurred:\n\t* permission denied\n\n"]}
BY_TOKEN = {"errors": ["permission denied"]}
NOT_FOUND: dict[str, list[str]] = {"errors": []}


def as_root(vault: VaultServer, method: str, path: str, body: object = None) -> Answer:
    """Send one request with root's token; path: below /v1/."""
    return vault.request(method, f"/v1/{path}", body, token=vault.root_token)


def inline(path: str, fields: dict[str, object]) -> dict[str, str]:
    """Return the headers that log in at `path` with `fields` in the request that has them."""
    headers = {"X-Vault-Inline-Auth-Path": path}
    for number, (key, value) in enumerate(fields.items()):
        encoded = urlsafe_b64encode(json.dumps({"key": key, "value": value}).encode()).decode().rstrip("=")
        headers[f"X-Vault-Inline-Auth-Parameter-{number}"] = encoded
    return headers


def log_in_both_ways(
    vault: VaultServer, path: str, fields: dict[str, object], certificate: Pair | None = None
) -> tuple[Answer, Answer]:
    """Return the answers to a login, and to a read of kv/contract/acme that carries the login in its headers."""
    login = vault.request("POST", f"/v1/{path}", fields, certificate=certificate)
    headers = inline(path, fields)
    return login, vault.request("GET", "/v1/kv/data/contract/acme", headers=headers, certificate=certificate)


def accepted(
    vault: VaultServer, path: str, fields: dict[str, object], certificate: Pair | None = None
) -> dict[str, object]:
    """Log in both ways, hold the answers against what a good login is answered with, and return `auth`."""
    login, read = log_in_both_ways(vault, path, fields, certificate)
    assert (login.status, read.status) == (200, 200), (login.body, read.body)
    assert read.json["data"]["data"] == {"token": "two"}
    assert read.json["auth"] is None
    auth: dict[str, object] = login.json["auth"]
    assert vault.request("GET", "/v1/kv/data/contract/acme", token=str(auth["client_token"])).status == 200
    return auth


def refused(
    vault: VaultServer,
    path: str,
    fields: dict[str, object],
    expected: tuple[int, str],
    certificate: Pair | None = None,
) -> None:
    """Log in both ways and hold the refusals against the status and the text that are expected.

    Of an inline login what the method answers (400) is marked by a header, an error on the way by its first words.
    """
    status, text = expected
    login, read = log_in_both_ways(vault, path, fields, certificate)
    assert (login.status, login.json) == (status, {"errors": [text]})
    assert "x-vault-inline-auth-failed" not in login.headers
    answered = status == 400
    said = text if answered else f"failed to perform inline authentication: {text}"
    assert (read.status, read.json) == (status, {"errors": [said]})
    assert read.headers.get("x-vault-inline-auth-failed") == ("true" if answered else None)
