"""Kubernetes logins as the server has them: roles for service accounts, whose tokens the cluster reviews."""

import json
import ssl
from http.client import HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from tests.servers.kubernetes_api import PATH
from tests.servers.signed_jwt import MalformedError, unverified_claims
from tests.servers.standin.jwt import problem_with
from tests.servers.standin.reply import PERMISSION_DENIED, UNSUPPORTED_PATH, RefusedError, Reply, done
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens, issued_for_role, known_fields

CONFIG = {"kubernetes_host", "kubernetes_ca_cert", "token_reviewer_jwt", "disable_local_ca_jwt"}
ROLE = {"bound_service_account_names", "bound_service_account_namespaces", "audience"}


class Kubernetes:
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
            config = known_fields(request.fields(), CONFIG)
            if not config.get("kubernetes_host"):
                raise RefusedError(400, "no host provided")
            self._config = config
            return done()
        match path.split("/"):
            case ["role", name]:
                self._write_role(name, request.fields())
                return done()
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _write_role(self, name: str, fields: dict[str, Any]) -> None:
        role = known_fields(fields, ROLE, of_role=True)
        if not role.get("bound_service_account_names"):
            raise RefusedError(400, '"bound_service_account_names" can not be empty')
        self._roles[name] = role

    def _login(self, fields: dict[str, Any]) -> Reply:
        for key in ("role", "jwt"):
            if not fields.get(key):
                raise RefusedError(400, f"missing {key}")
        name, jwt = str(fields["role"]), str(fields["jwt"])
        if name not in self._roles:
            raise RefusedError(400, f'invalid role name "{name}"')
        role = self._roles[name]
        inner = _service_account(jwt, role)
        uid = self._reviewed(jwt)
        account, namespace = inner["serviceaccount"]["name"], inner["namespace"]
        metadata = {"role": name, "service_account_name": account, "service_account_namespace": namespace}
        return issued_for_role(
            self._tokens, role, {**metadata, "service_account_uid": uid, "service_account_secret_name": ""}
        )

    def _reviewed(self, jwt: str) -> str:
        """Return the uid of the service account that the cluster knows this token for; RefusedError for none."""
        url = urlsplit(self._config["kubernetes_host"])
        context = ssl.create_default_context(cadata=self._config["kubernetes_ca_cert"])
        connection = HTTPSConnection(url.hostname or "", url.port, timeout=10, context=context)
        headers = {"Authorization": f"Bearer {self._config['token_reviewer_jwt']}", "Content-Type": "application/json"}
        try:
            connection.request("POST", PATH, json.dumps({"spec": {"token": jwt}}), headers)
            status = json.loads(connection.getresponse().read())["status"]
        except (OSError, HTTPException, ValueError):
            raise RefusedError(403, PERMISSION_DENIED) from None
        finally:
            connection.close()
        if not isinstance(status, dict) or not status.get("authenticated"):
            raise RefusedError(403, PERMISSION_DENIED)
        return str(status["user"]["uid"])


def _service_account(jwt: str, role: dict[str, Any]) -> dict[str, Any]:
    try:
        claims = unverified_claims(jwt)
    except MalformedError:
        raise RefusedError(403, PERMISSION_DENIED) from None
    bound = {"bound_audiences": [role["audience"]] if role.get("audience") else []}
    if problem := problem_with(claims, "", bound):
        raise RefusedError(403, problem)
    inner: dict[str, Any] = claims["kubernetes.io"]
    if inner["serviceaccount"]["name"] not in role["bound_service_account_names"]:
        raise RefusedError(403, "service account name not authorized")
    if inner["namespace"] not in role["bound_service_account_namespaces"]:
        raise RefusedError(403, "namespace not authorized")
    return inner
