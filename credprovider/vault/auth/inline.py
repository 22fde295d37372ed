"""OpenBao's inline auth: the login travels in the headers of the request that needs it, and no token is made.

Source: OpenBao 2.4, "Inline authentication"; http/handler.go and vault/inline_auth.go, v2.6.2.
"""

from binascii import b2a_base64

from credprovider.json_text import render
from credprovider.vault.auth.interface import LoginRequest


def inline_headers(request: LoginRequest) -> "dict[str, str]":
    """Return the headers that carry the login `request`."""
    headers = {"X-Vault-Inline-Auth-Path": request.path}
    for number, (key, value) in enumerate(request.fields.items()):
        parameter = render({"key": key, "value": value}).encode("ascii")
        encoded = b2a_base64(parameter, newline=False).decode("ascii").rstrip("=")
        headers[f"X-Vault-Inline-Auth-Parameter-{number}"] = encoded.replace("+", "-").replace("/", "_")
    return headers
