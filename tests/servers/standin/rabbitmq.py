"""The engine that makes accounts at a RabbitMQ server, one for every read: the simplest one with leases."""

import http.client
import json
import secrets
import uuid
from typing import Any
from urllib.parse import urlsplit

from tests.servers.standin.leases import Leases
from tests.servers.standin.reply import UNSUPPORTED_OPERATION, UNSUPPORTED_PATH, RefusedError, Reply, done
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Token, seconds


class RabbitMq:
    """One mount. `answer` takes the path below the mount, and who asks."""

    def __init__(self, mount: str, leases: Leases) -> None:
        self._mount = mount
        self._leases = leases
        self._roles: set[str] = set()
        self._address = ""
        self._ttl = self._longest = 32 * 24 * 3600.0

    def answer(self, path: str, request: Request, owner: Token) -> Reply:
        """Answer one request that the policies allow."""
        match path.split("/"), request.operation:
            case ["config", "connection"], "update":
                self._address = str(request.fields()["connection_uri"])
                return done()
            case ["config", "lease"], "update":
                fields = request.fields()
                self._ttl, self._longest = seconds(fields["ttl"]), seconds(fields["max_ttl"])
                return done()
            case ["roles", name], "update":
                self._roles.add(name)
                return done()
            case ["creds", name], "read":
                return self._make(name, owner)
            case ["creds", _], _:
                raise RefusedError(405, UNSUPPORTED_OPERATION)
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _make(self, role: str, owner: Token) -> Reply:
        if role not in self._roles:
            raise RefusedError(400, f"unknown role: {role}")
        name, password = f"token-{uuid.uuid4()}", secrets.token_urlsafe(27)
        path = f"{self._mount}creds/{role}"
        self._tell("PUT", name, {"name": "", "tags": "", "password": password})
        data = {"password": password, "username": name}
        return self._leases.issue(path, data, owner, self._ttl, self._longest, lambda: self._tell("DELETE", name))

    def _tell(self, method: str, name: str, body: Any = None) -> None:
        url = urlsplit(self._address)
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=5)
        connection.request(method, f"/api/users/{name}", json.dumps(body))
        connection.getresponse().read()
        connection.close()
