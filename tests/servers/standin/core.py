"""From a request to its answer, in the server's own order: sealed, namespace, token, policy, route, engine, audit."""

import json
import secrets
import threading
import time
from dataclasses import replace
from pathlib import Path

from tests.servers.standin.auth import AUTH_TYPES, AuthMount, is_open
from tests.servers.standin.capabilities import capabilities_reply
from tests.servers.standin.health import health_reply
from tests.servers.standin.inline import FAILED, inline_login, refuse_self
from tests.servers.standin.kv1 import Kv1
from tests.servers.standin.kv2 import Kv2
from tests.servers.standin.leases import Leases
from tests.servers.standin.mounts import Mounts
from tests.servers.standin.policies import Policies
from tests.servers.standin.rabbitmq import RabbitMq
from tests.servers.standin.reply import (
    DENIED_BY_POLICY,
    PERMISSION_DENIED,
    UNSUPPORTED_OPERATION,
    UNSUPPORTED_PATH,
    RefusedError,
    Reply,
    bare,
    done,
    success,
)
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Token, Tokens
from tests.servers.standin.wrapping import Wrapping

VERSION = "stand-in"


class Core:
    """The whole Vault, without its sockets. audit_file: where each request that reached a token check is noted. said:
    what sys/health says instead of the truth.
    """

    def __init__(self, audit_file: Path, said: dict[str, object] | None = None) -> None:
        self.tokens = Tokens()
        self.unseal_key = secrets.token_hex(32)
        self._policies = Policies()
        self._leases = Leases(self.tokens)
        self._wrapping = Wrapping()
        self._mounts = Mounts(self._leases)
        self._auth: dict[str, AuthMount] = {}
        self._sealed = False
        self._said = said or {}
        self._audit_file = audit_file
        self._lock = threading.Lock()

    def handle(self, request: Request) -> Reply:
        """Answer one request; requests are taken one at a time."""
        with self._lock:
            try:
                self._leases.sweep()
                return self._wrapping.wrap(self._open(request) or self._authenticated(request), request)
            except RefusedError as refused:
                return refused.reply
            finally:
                self._leases.sweep()

    def _open(self, request: Request) -> Reply | None:
        """Answer what needs no token and works while sealed; None for everything else."""
        verbs = {"sys/health": "GET HEAD", "sys/seal-status": "GET", "sys/unseal": "PUT POST", "sys/seal": "PUT POST"}
        if request.method not in verbs.get(request.path, request.method).split():
            raise RefusedError(405)
        match request.path:
            case "sys/health":
                return health_reply(request, self._health())
            case "sys/init":
                raise RefusedError(501, "the stand-in is initialised from the beginning")
            case "sys/seal-status":
                return bare(self._seal_status())
            case "sys/unseal":
                if request.fields().get("key") != self.unseal_key:
                    raise RefusedError(400, "'key' must be a valid hex or base64 string")
                self._sealed = False
                return bare(self._seal_status())
        if self._sealed:
            raise RefusedError(503, "Vault is sealed")
        if request.method == "HEAD":
            raise RefusedError(405)
        if request.headers.get("x-vault-namespace", "") not in ("", "/", "root"):
            raise RefusedError(404, "namespace not found")
        request.fields()  # a body that is not JSON is refused before anybody asks who sent it
        if request.path.startswith("sys/wrapping/"):
            return self._unwrapping(request)
        login = inline_login(request)
        if login is not None:
            return self._inline(login, request)
        return self._login(request)

    def _inline(self, login: Request, request: Request) -> Reply:
        """Answer `request` as whom `login` makes it; its token lives no longer."""
        try:
            reply = self._login(login)
        except RefusedError as refused:
            if refused.reply.status == 400:  # an answer of the method; the rest are errors on the way to it
                raise RefusedError(400, *refused.args, login_failed=True) from None
            raise RefusedError(refused.reply.status, *(FAILED + text for text in refused.args)) from None
        if reply is None:
            self._note(login, "update", PERMISSION_DENIED)
            raise RefusedError(403, PERMISSION_DENIED, login_failed=True)
        refuse_self(request)
        token = json.loads(reply.body)["auth"]["client_token"]
        try:
            return self._authenticated(replace(request, headers={**request.headers, "x-vault-token": token}))
        finally:
            self.tokens.end(token)

    def _login(self, request: Request) -> Reply | None:
        """Answer a request of nobody to an auth method; None for any other path."""
        found = self._auth_mount(request.path)
        if found is None or not is_open(*found):
            return None
        if found[1].partition("/")[0] == "login" and request.operation != "update":
            raise RefusedError(405, "unsupported operation")
        try:
            reply = found[0].answer(found[1], request)
        except RefusedError as refused:
            self._note(request, request.operation, " ".join(refused.args))
            raise
        self._note(request, request.operation, "")
        return reply

    def _unwrapping(self, request: Request) -> Reply:
        """Answer a request that needs no other token than the wrapping one."""
        try:
            reply = self._wrapping.answer(request.path.removeprefix("sys/wrapping/"), request)
        except RefusedError as refused:
            self._note(request, request.operation, " ".join(refused.args))
            raise
        self._note(request, request.operation, "")
        return reply

    def _auth_mount(self, path: str) -> tuple[AuthMount, str] | None:
        """Return the auth method that `path` leads to, and the rest of the path below its mount."""
        for name, mount in self._auth.items():
            if path.startswith(f"auth/{name}/"):
                return mount, path.removeprefix(f"auth/{name}/")
        return None

    def _authenticated(self, request: Request) -> Reply:
        operation = request.operation
        if operation == "update" and not self._exists(request.path):
            operation = "create"
        self._wrapping.spend(request.token)
        try:
            token = self.tokens.use(request.token)
            mounts = "sys/internal/ui/mounts/"
            if request.path.startswith(mounts):  # this path looks at the policies by itself
                reply = self._mount_information(request.path.removeprefix(mounts), token)
            elif self._policies.allows(token.policies, request.path, operation):
                reply = self._route(request, token)
            else:
                raise RefusedError(403, DENIED_BY_POLICY)
        except RefusedError as refused:
            self._note(request, operation, " ".join(refused.args))
            raise
        self._note(request, operation, "")
        return reply

    def _route(self, request: Request, token: Token) -> Reply:
        path = request.path
        for mount, engine in self._mounts.items():
            if path == mount.rstrip("/") or path.startswith(mount):
                below = path.removeprefix(mount.rstrip("/")).removeprefix("/")
                if isinstance(engine, RabbitMq):
                    return engine.answer(below, request, token)
                return engine.answer(below, request)
        found = self._auth_mount(path)
        if found is not None:
            return found[0].answer(found[1], request)
        if path.startswith("auth/token/"):
            return self.tokens.answer(path.removeprefix("auth/token/"), request, token)
        if path.startswith("sys/"):
            return self._system(request, token)
        if path.startswith("cubbyhole/"):
            raise RefusedError(501, "the stand-in has no cubbyhole")
        raise RefusedError(404, f'no handler for route "{path}". route entry not found.')

    def _system(self, request: Request, token: Token) -> Reply:
        if request.path == "sys/seal":
            self._sealed = True
            return done()
        if request.path == "sys/leases/renew":
            if request.operation != "update":
                raise RefusedError(405, UNSUPPORTED_OPERATION)
            return self._leases.renew(str(request.fields().get("lease_id", "")))
        if request.path.startswith("sys/mounts/"):
            return self._mounts.answer(request.path.removeprefix("sys/mounts/"), request)
        if request.path.startswith("sys/auth/"):
            return self._mount_auth(request.path.removeprefix("sys/auth/"), request)
        if request.path == "sys/capabilities-self":
            return capabilities_reply(request, self._policies, token)
        prefix = "sys/policies/acl/"
        if not request.path.startswith(prefix):
            raise RefusedError(404, UNSUPPORTED_PATH)
        name = request.path.removeprefix(prefix)
        if request.operation == "update":
            self._policies.write(name, request.fields().get("policy"))
            return done()
        text = self._policies.text(name)
        if text is None:
            raise RefusedError(404)
        return success({"name": name, "policy": text})

    def _mount_auth(self, name: str, request: Request) -> Reply:
        if request.operation == "delete":
            self._auth.pop(name, None)
            self.tokens.revoke_those_of(f"auth/{name}/")
            return done()
        kind = request.fields().get("type", "")
        if kind not in AUTH_TYPES:
            raise RefusedError(501, f"the stand-in has no auth method {kind}")
        if name in self._auth:
            raise RefusedError(400, f"path is already in use at {name}/")
        self._auth[name] = AUTH_TYPES[kind](self.tokens)
        return done()

    def _mount_information(self, path: str, token: Token) -> Reply:
        """Answer which mount a path belongs to, for a token that has any right below that mount."""
        for mount, engine in self._mounts.items():
            if f"{path}/".startswith(mount) and self._policies.reaches(token.policies, mount):
                kv = not isinstance(engine, RabbitMq)
                options = {"version": engine.version} if isinstance(engine, Kv1 | Kv2) else {}
                return success({"options": options, "path": mount, "type": "kv" if kv else "rabbitmq"})
        problem = "preflight capability check returned 403, please ensure client's policies grant access to path"
        raise RefusedError(403, f'{problem} "{path.rstrip("/")}/"')

    def _exists(self, path: str) -> bool:
        for mount, engine in self._mounts.items():
            if path.startswith(mount) and not isinstance(engine, RabbitMq):
                return engine.exists(path.removeprefix(mount))
        return True

    def _health(self) -> dict[str, object]:
        now = int(time.time())
        mode = "unknown" if self._sealed else "disabled"
        modes = {"replication_performance_mode": mode, "replication_dr_mode": mode}
        state = {"initialized": True, "sealed": self._sealed, "standby": self._sealed}
        return {**state, **modes, "server_time_utc": now, "version": VERSION, **self._said}

    def _seal_status(self) -> dict[str, object]:
        shares = {"t": 1, "n": 1, "progress": 0, "nonce": ""}
        return {"type": "shamir", "initialized": True, "sealed": self._sealed, **shares, "version": VERSION}

    def _note(self, request: Request, operation: str, error: str) -> None:
        entry = {"type": "response", "request": {"operation": operation, "path": request.path}}
        with self._audit_file.open("a") as log:
            log.write(json.dumps({**entry, "error": error} if error else entry) + "\n")
