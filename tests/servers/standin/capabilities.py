"""sys/capabilities-self: what a token's policies allow on paths that it names."""

import json

from tests.servers.standin.policies import Policies
from tests.servers.standin.reply import UNSUPPORTED_OPERATION, RefusedError, Reply, bare, success
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Token


def capabilities_reply(request: Request, policies: Policies, token: Token) -> Reply:
    """Answer which capabilities `token` has on the paths in the request; RefusedError as the server refuses."""
    if request.operation != "update":
        raise RefusedError(405, UNSUPPORTED_OPERATION)
    paths = request.fields().get("paths", [])
    paths = paths.split(",") if isinstance(paths, str) else paths
    if "path" in request.fields():
        raise RefusedError(501, "the stand-in takes `paths` alone")
    if not paths:
        raise RefusedError(400, "paths must be supplied")
    found = {path: _granted(policies, token, path) for path in paths}
    if len(paths) == 1:
        found["capabilities"] = found[paths[0]]
    return bare({**found, **json.loads(success(found).body)})


def _granted(policies: Policies, token: Token, path: str) -> list[str]:
    granted = policies.granted(token.policies, path)
    return ["deny"] if not granted or "deny" in granted else sorted(granted)
