"""Response wrapping: an answer is held back, and a token gives it out once."""

import json
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Any

from tests.servers.standin.clock import timestamp
from tests.servers.standin.reply import (
    DENIED_BY_POLICY,
    PERMISSION_DENIED,
    UNSUPPORTED_PATH,
    RefusedError,
    Reply,
    bare,
    success,
)
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import seconds

INVALID = "wrapping token is not valid or does not exist"
EMPTY = "error validating wrapping token: token is empty"
EMPTY_IN_BODY = "error validating wrapping token: empty token in request body"


@dataclass(frozen=True)
class Wrapped:
    """An answer that is held back. ttl: seconds; created: since 1970."""

    content: Any
    path: str
    ttl: int
    created: float

    @property
    def alive(self) -> bool:
        """Whether it can still be had."""
        return time.time() < self.created + self.ttl


class Wrapping:
    """All answers that are held back, by their tokens."""

    def __init__(self) -> None:
        self._held: dict[str, Wrapped] = {}

    def wrap(self, reply: Reply, request: Request) -> Reply:
        """Return what is answered in place of `reply`: the token, where the request asks for wrapping."""
        asked = request.headers.get("x-vault-wrap-ttl", "0")
        ttl = int(asked) if asked.isdigit() else seconds(asked)
        if not ttl or not reply.body:
            return reply
        if reply.status != 200:
            raise RefusedError(501, "the stand-in wraps answers with status 200 alone")
        token = f"s.{secrets.token_urlsafe(18)}"
        held = Wrapped(json.loads(reply.body), request.path, int(ttl), time.time())
        self._held[token] = held
        info = {
            "token": token,
            "accessor": secrets.token_urlsafe(18),
            "ttl": held.ttl,
            "creation_time": timestamp(held.created),
            "creation_path": held.path,
        }
        return bare({**json.loads(success().body), "request_id": "", "wrap_info": info})

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request below sys/wrapping/; RefusedError for what is not there."""
        given = str(request.fields().get("token", ""))
        if request.method not in ("POST", "PUT"):
            raise RefusedError(403, DENIED_BY_POLICY)
        if not given and "token" in request.fields():
            raise RefusedError(403, EMPTY_IN_BODY)
        if not given and not request.token:
            raise RefusedError(403, EMPTY)
        match path:
            case "lookup":
                return self._look_up(given or request.token)
            case "unwrap" if not given:
                return self._unwrap(request.token)
            case "unwrap" if self._living(given) is None:
                raise RefusedError(400, INVALID)
            case "unwrap" if not request.token:
                raise RefusedError(403, PERMISSION_DENIED)
            case "unwrap":
                raise RefusedError(501, "the stand-in unwraps for the wrapping token itself alone")
        raise RefusedError(404, UNSUPPORTED_PATH)

    def spend(self, token: str) -> None:
        """Take it down that a token was used for something else: a wrapping token is good for a single request."""
        self._held.pop(token, None)

    def _look_up(self, token: str) -> Reply:
        held = self._living(token)
        if held is None:
            raise RefusedError(400, INVALID)
        created = timestamp(held.created)
        return success({"creation_path": held.path, "creation_time": created, "creation_ttl": held.ttl})

    def _unwrap(self, token: str) -> Reply:
        held = self._living(token)
        if held is None:
            raise RefusedError(400, INVALID)
        del self._held[token]
        return bare({**held.content, "request_id": str(uuid.uuid4())})

    def _living(self, token: str) -> Wrapped | None:
        held = self._held.get(token)
        return held if held is not None and held.alive else None
