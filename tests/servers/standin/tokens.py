"""The tokens of the stand-in: policies, time to live, number of uses; and what auth/token/ answers about them."""

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.servers.standin.clock import timestamp
from tests.servers.standin.reply import (
    PERMISSION_DENIED,
    UNSUPPORTED_OPERATION,
    UNSUPPORTED_PATH,
    RefusedError,
    Reply,
    done,
    success,
)
from tests.servers.standin.request import Request

DEFAULT_TTL = 32 * 24 * 3600


@dataclass
class Token:
    """One token. ttl: seconds, 0 for one that never expires. num_uses: what is left, 0 for one without limit."""

    policies: list[str]
    ttl: float
    num_uses: int
    display_name: str = "token"
    path: str = "auth/token/create"
    id: str = field(default_factory=lambda: f"s.{secrets.token_urlsafe(18)}")
    accessor: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    issued: float = field(default_factory=time.time)

    @property
    def expires(self) -> float | None:
        """When it ends, in seconds since 1970; None for never."""
        return self.issued + self.ttl if self.ttl else None


class Tokens:
    """All living tokens; the first is root's."""

    def __init__(self) -> None:
        self.root = Token(["root"], 0, 0, "root", "auth/token/root")
        self._living = {self.root.id: self.root}

    def use(self, text: str) -> Token:
        """Return the token of this text and count the use; RefusedError 403 for one unknown, expired or used up."""
        token = self._living.get(text)
        if token is None or (token.expires is not None and token.expires <= time.time()):
            self._living.pop(text, None)
            raise RefusedError(403, PERMISSION_DENIED)
        if token.num_uses == 1:
            del self._living[text]
            token.num_uses = -1  # as the server counts what is being used up
        elif token.num_uses:
            token.num_uses -= 1
        return token

    def end(self, text: str) -> None:
        """Let the token of this text end now, where it has not yet."""
        self._living.pop(text, None)

    def lives(self, token: Token) -> bool:
        """Say whether a token is good for another request."""
        return token.id in self._living and (token.expires is None or token.expires > time.time())

    def issue(
        self,
        policies: list[str],
        ttl: float,
        *,
        num_uses: int = 0,
        metadata: dict[str, str] | None = None,
        display_name: str = "token",
        path: str = "",
    ) -> Reply:
        """Answer a login at `path`: a new token with these policies besides `default`; ttl 0: the system's default."""
        token = Token(sorted({"default", *policies}), ttl or DEFAULT_TTL, num_uses, display_name, path)
        self._living[token.id] = token
        return success(auth={**_auth(token), "metadata": metadata, "orphan": True})

    def revoke_those_of(self, mount: str) -> None:
        """Revoke the tokens of an auth method that is unmounted; mount: `auth/userpass/`."""
        self._living = {name: token for name, token in self._living.items() if not token.path.startswith(mount)}

    def answer(self, path: str, request: Request, own: Token) -> Reply:
        """Answer a request below auth/token/ that its policies allow; RefusedError for a path or verb not there."""
        writes: tuple[str, ...] = ("PUT", "POST")
        verbs = dict.fromkeys(("create", "renew-self", "revoke-self", "revoke"), writes)
        verbs["lookup-self"] = ("GET", *writes)
        if path not in verbs:
            raise RefusedError(404, UNSUPPORTED_PATH)
        if request.method not in verbs[path]:
            raise RefusedError(405, UNSUPPORTED_OPERATION)
        match path:
            case "create":
                return self._create(request.fields(), own)
            case "lookup-self":
                return self._look_up(own)
            case "renew-self":
                own.issued = time.time()
                return success(auth=_auth(own))
        self._living.pop(own.id if path == "revoke-self" else str(request.fields().get("token")), None)
        return done()

    def _create(self, fields: dict[str, Any], own: Token) -> Reply:
        if unknown := fields.keys() - {"policies", "ttl", "num_uses"}:
            raise RefusedError(501, f"the stand-in's tokens have no {sorted(unknown)}")
        # Without a policy a child has its parent's: a child of root with an empty list is root.
        policies = sorted({"default", *fields["policies"]}) if fields.get("policies") else own.policies
        token = Token(policies, seconds(fields.get("ttl", 0)), fields.get("num_uses", 0))
        if not token.ttl and policies != ["root"]:
            token.ttl = DEFAULT_TTL
        self._living[token.id] = token
        return success(auth=_auth(token))

    def _look_up(self, own: Token) -> Reply:
        left = 0 if own.expires is None else int(own.expires - time.time())
        data = {
            "accessor": own.accessor,
            "creation_time": int(own.issued),
            "creation_ttl": int(own.ttl),
            "display_name": own.display_name,
            "entity_id": "",
            "expire_time": None if own.expires is None else timestamp(own.expires),
            "explicit_max_ttl": 0,
            "id": own.id,
            "meta": None,
            "num_uses": own.num_uses,
            "orphan": own is self.root,
            "path": own.path,
            "policies": own.policies,
            "ttl": left,
            "type": "service",
        }
        later = {} if own is self.root else {"issue_time": timestamp(own.issued), "renewable": True}
        return success({**data, **later})


TOKEN_FIELDS = {"token_policies", "token_ttl", "token_max_ttl", "token_num_uses"}


def known_fields(fields: dict[str, Any], known: set[str], *, of_role: bool = False) -> dict[str, Any]:
    """Return the fields of a config or of a role; RefusedError 501 for one that the stand-in does not have."""
    if unknown := fields.keys() - known - (TOKEN_FIELDS if of_role else set()):
        raise RefusedError(501, f"the stand-in has no {sorted(unknown)} here")
    return dict(fields)


def issued_for_role(tokens: Tokens, role: dict[str, Any], metadata: dict[str, str]) -> Reply:
    """Answer a login with the token that `role` says."""
    uses = int(role.get("token_num_uses", 0))
    return tokens.issue(
        role.get("token_policies", []), seconds(role.get("token_ttl", 0)), num_uses=uses, metadata=metadata
    )


def seconds(value: object) -> float:
    """Read a duration, a number of seconds or text such as `90s`, `1h30m`; RefusedError 400 for anything else."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    parts = re.findall(r"(\d+)([smhd])", text)
    if not text or "".join(number + unit for number, unit in parts) != text:
        raise RefusedError(400, f'time: invalid duration "{text}"')
    return float(sum(int(number) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit] for number, unit in parts))


def _auth(token: Token) -> dict[str, object]:
    return {
        "client_token": token.id,
        "accessor": token.accessor,
        "policies": token.policies,
        "token_policies": token.policies,
        "metadata": None,
        "lease_duration": int(token.ttl),
        "renewable": bool(token.ttl),
        "entity_id": "",
        "token_type": "service",
        "orphan": False,
        "mfa_requirement": None,
        "num_uses": token.num_uses,
    }
