"""AppRole as the server has it: roles with a role_id, and secret_ids that are good for so many logins."""

import secrets
from typing import Any

from tests.servers.standin.reply import UNSUPPORTED_PATH, RefusedError, Reply, done, success
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens, seconds


class AppRole:
    """One mount of the method."""

    open_paths: tuple[str, ...] = ("login",)

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._roles: dict[str, dict[str, Any]] = {}
        self._secret_ids: dict[str, tuple[str, int]] = {}

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request below the mount; RefusedError for a path that is not there."""
        if path == "login":
            return self._login(request.fields())
        match path.split("/"):
            case ["role", name]:
                role = self._roles.setdefault(name, {"role_id": secrets.token_hex(16)})
                role.update(request.fields())
                return done()
            case ["role", name, "role-id"] if name in self._roles:
                return success({"role_id": self._roles[name]["role_id"]})
            case ["role", name, "secret-id"] if name in self._roles:
                made = secrets.token_hex(16)
                uses = int(self._roles[name].get("secret_id_num_uses", 0))
                self._secret_ids[made] = (name, uses)
                return success({"secret_id": made, "secret_id_num_uses": uses, "secret_id_ttl": 0})
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _login(self, fields: dict[str, Any]) -> Reply:
        known = [name for name, role in self._roles.items() if role["role_id"] == fields.get("role_id")]
        if not known:
            raise RefusedError(400, "invalid role or secret ID")
        name = known[0]
        role = self._roles[name]
        if role.get("bind_secret_id", True):
            if not fields.get("secret_id"):
                raise RefusedError(400, "missing secret_id")
            self._use(str(fields.get("secret_id", "")), name)
        uses = int(role.get("token_num_uses", 0))
        ttl = seconds(role.get("token_ttl", 0))
        metadata, path = {"role_name": name}, "auth/approle/login"
        return self._tokens.issue(
            role.get("token_policies", []), ttl, num_uses=uses, metadata=metadata, display_name="approle", path=path
        )

    def _use(self, secret_id: str, name: str) -> None:
        owner, left = self._secret_ids.get(secret_id, ("", 0))
        if owner != name:
            raise RefusedError(400, "invalid role or secret ID")
        if left == 1:
            del self._secret_ids[secret_id]
        elif left:
            self._secret_ids[secret_id] = (name, left - 1)
