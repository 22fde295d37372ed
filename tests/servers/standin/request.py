"""What a request asks for, as the stand-in's engines see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.standin.reply import RefusedError


@dataclass(frozen=True)
class Request:
    """One request. path: decoded, without `/v1/`. headers: names in lower case. query: the last value of each name.
    certificate: the client's, DER, empty for none.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    certificate: bytes = b""

    @property
    def operation(self) -> str:
        """Vault's name for what is asked, which is also the capability that it needs; writes are `update` at first."""
        if self.method == "LIST" or (self.method == "GET" and self.query.get("list") == "true"):
            return "list"
        return {"GET": "read", "POST": "update", "PUT": "update", "DELETE": "delete"}[self.method]

    @property
    def token(self) -> str:
        """The Vault token: X-Vault-Token, else a bearer token, else empty."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return self.headers.get("x-vault-token") or (value if scheme == "Bearer" else "")

    def fields(self) -> dict[str, Any]:
        """Return the body's JSON object, empty for an empty body; RefusedError 400 for anything else."""
        if not self.body:
            return {}
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise RefusedError(400, f"failed to decode JSON input: {error}") from error
        if not isinstance(value, dict):
            raise RefusedError(400, "failed to decode JSON input: json: cannot unmarshal into Go value of type map")
        return value
