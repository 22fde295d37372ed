"""sys/health: the status in which each state is told, which the request may choose."""

from typing import Any

from tests.servers.standin.reply import RefusedError, Reply, bare
from tests.servers.standin.request import Request

CODES = {"activecode": 200, "standbycode": 429, "sealedcode": 503, "uninitcode": 501}
TRUE = ("1", "t", "true", "True", "TRUE")


def health_reply(request: Request, state: dict[str, Any]) -> Reply:
    """Answer with `state` in the status that belongs to it; RefusedError as the server refuses."""
    if request.headers.get("x-vault-namespace", "") not in ("", "/", "root"):
        raise RefusedError(400, "operation unavailable in namespaces")
    chosen = {name: request.query.get(name, str(code)) for name, code in CODES.items()}
    if not all(code.isdigit() for code in chosen.values()):
        raise RefusedError(400)
    name = "activecode"
    if not state["initialized"]:
        name = "uninitcode"
    elif state["sealed"]:
        name = "sealedcode"
    elif state["standby"] and request.query.get("standbyok") not in TRUE:
        name = "standbycode"
    return bare(state, int(chosen[name]))
