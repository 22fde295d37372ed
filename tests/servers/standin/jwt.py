"""JWT logins as the server has them: keys of trusted issuers, and roles that are bound to what a JWT says."""

import time
from typing import Any

from tests.servers.signed_jwt import BadSignatureError, MalformedError, verified_claims
from tests.servers.standin.reply import UNSUPPORTED_PATH, RefusedError, Reply, done
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens, issued_for_role, known_fields

CONFIG = {"jwt_validation_pubkeys", "bound_issuer", "default_role"}
ROLE = {"role_type", "user_claim", "bound_audiences", "bound_claims", "bound_subject"}
SKEW = 60


class Jwt:
    """One mount of the method."""

    open_paths: tuple[str, ...] = ("login",)

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._config: dict[str, Any] = {}
        self._roles: dict[str, dict[str, Any]] = {}

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request below the mount; RefusedError for a path that is not there."""
        if path == "login":
            return self._login(request.fields())
        if path == "config":
            self._config = known_fields(request.fields(), CONFIG)
            return done()
        match path.split("/"):
            case ["role", name]:
                self._write_role(name, request.fields())
                return done()
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _write_role(self, name: str, fields: dict[str, Any]) -> None:
        role = known_fields(fields, ROLE, of_role=True)
        if "user_claim" not in role:
            raise RefusedError(400, "a user claim must be defined on the role")
        if not any(key.startswith("bound_") for key in role):
            raise RefusedError(400, "must have at least one bound constraint when creating/updating a role")
        self._roles[name] = role

    def _login(self, fields: dict[str, Any]) -> Reply:
        if not self._config:
            raise RefusedError(400, "could not load configuration")
        name = str(fields.get("role") or self._config.get("default_role", "")).lower()
        if not name:
            raise RefusedError(400, "missing role")
        if name not in self._roles:
            raise RefusedError(400, f'role "{name}" could not be found')
        if not fields.get("jwt"):
            raise RefusedError(400, "missing token")
        role = self._roles[name]
        self._check(self._claims(str(fields["jwt"])), role)
        return issued_for_role(self._tokens, role, {"role": name})

    def _claims(self, jwt: str) -> dict[str, Any]:
        try:
            return verified_claims(jwt, self._config["jwt_validation_pubkeys"])
        except MalformedError:
            problem = "go-jose/go-jose: compact JWS format must have three parts"
        except BadSignatureError:
            problem = "no known key successfully validated the token signature"
        raise RefusedError(400, f"error validating token: error verifying token signature: {problem}")

    def _check(self, claims: dict[str, Any], role: dict[str, Any]) -> None:
        problem = problem_with(claims, self._config.get("bound_issuer"), role)
        if problem:
            raise RefusedError(400, f"error validating token: {problem}")
        if claims.get("aud") and not role.get("bound_audiences"):
            raise RefusedError(400, "audience claim found in JWT but no audiences bound to the role")
        if role["user_claim"] not in claims:
            raise RefusedError(400, f'claim "{role["user_claim"]}" not found in token')
        for claim, wanted in role.get("bound_claims", {}).items():
            if claim not in claims:
                raise RefusedError(400, f'error validating claims: claim "{claim}" is missing')
            if claims[claim] not in (wanted if isinstance(wanted, list) else [wanted]):
                problem = f'claim "{claim}" does not match any associated bound claim values'
                raise RefusedError(400, f"error validating claims: {problem}")


def problem_with(claims: dict[str, Any], issuer: object, role: dict[str, Any]) -> str:
    """Return what the library of the server says about these claims, in its order, "" when they are good."""
    if issuer and claims.get("iss") != issuer:
        return "invalid issuer (iss) claim"
    if role.get("bound_subject") and claims.get("sub") != role["bound_subject"]:
        return "invalid subject (sub) claim"
    audiences = claims.get("aud") or []
    given = audiences if isinstance(audiences, list) else [audiences]
    if role.get("bound_audiences") and not set(given) & set(role["bound_audiences"]):
        return "invalid audience (aud) claim: audience claim does not match any expected audience"
    if not any(claims.get(each) for each in ("iat", "nbf", "exp")):
        return "no issued at (iat), not before (nbf), or expiration time (exp) claims in token"
    now = time.time()
    if claims.get("nbf", 0) > now + SKEW:
        return "invalid not before (nbf) claim: token not yet valid"
    if claims.get("exp", now) < now - SKEW:
        return "invalid expiration time (exp) claim: token is expired"
    return ""
