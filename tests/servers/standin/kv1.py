"""KV version 1: one set of fields at a path."""

from typing import Any

from tests.servers.standin.reply import RefusedError, Reply, done, success
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import seconds

DEFAULT_LEASE = 2764800


class Kv1:
    """One mount. `answer` takes the path below the mount."""

    version = "1"

    def __init__(self) -> None:
        self._secrets: dict[str, dict[str, Any]] = {}

    def exists(self, path: str) -> bool:
        """Say whether a write here would be an update rather than a creation."""
        return path in self._secrets

    def answer(self, path: str, request: Request) -> Reply:
        """Answer one request that the policies allow."""
        if ".." in path.split("/"):
            raise RefusedError(400, "relative paths not supported")
        match request.operation:
            case "read":
                return self._read(path)
            case "update":
                return self._write(path, request.fields())
            case "delete":
                self._secrets.pop(path, None)
                return done()
            case operation:
                raise RefusedError(501, f"the stand-in has no `{operation}` in KV version 1")

    def _read(self, path: str) -> Reply:
        fields = self._secrets.get(path)
        if fields is None:
            raise RefusedError(404)
        return success(fields, lease_duration=int(seconds(fields.get("ttl", DEFAULT_LEASE))))

    def _write(self, path: str, fields: dict[str, Any]) -> Reply:
        if path.endswith("/"):
            raise RefusedError(400, "cannot write to a path ending in '/'")
        if not fields:
            raise RefusedError(400, "missing data fields")
        self._secrets[path] = fields
        return done()
