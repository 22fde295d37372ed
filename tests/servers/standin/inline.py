"""Inline auth as the server has it: a login in the headers of another request."""

import json
from base64 import urlsafe_b64decode
from binascii import Error
from typing import Any

from tests.servers.standin.reply import RefusedError
from tests.servers.standin.request import Request

PATH = "x-vault-inline-auth-path"
PARAMETER = "x-vault-inline-auth-parameter-"
FAILED = "failed to perform inline authentication: "


def inline_login(request: Request) -> Request | None:
    """Return the login that `request` carries, None when it carries none; RefusedError for one that cannot be read."""
    path = request.headers.get(PATH)
    if path is None:
        return None
    if request.token:
        raise RefusedError(500, f"{FAILED}cannot layer inline authentication with token authentication")
    fields = [_parameter(value) for name, value in request.headers.items() if name.startswith(PARAMETER)]
    body = json.dumps({field["key"]: field["value"] for field in fields}).encode()
    return Request("POST", path, body=body, certificate=request.certificate)


def refuse_self(request: Request) -> None:
    """Raise RefusedError for a question about our own token: an inline login makes none that is stored."""
    match request.path:
        case "auth/token/lookup-self":
            raise RefusedError(403, "bad token")
        case "sys/capabilities-self":
            raise RefusedError(400, "1 error occurred:\n\t* invalid token\n\n")
        case path if path.startswith("sys/internal/ui/mounts/"):
            raise RefusedError(403, "permission denied")


def _parameter(value: str) -> dict[str, Any]:
    try:
        if "=" in value or "+" in value or "/" in value:
            raise ValueError
        data = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (ValueError, Error):
        raise RefusedError(500, f"{FAILED}failed raw url-safe base64 decoding header value") from None
    try:
        field: Any = json.loads(data)
    except ValueError:
        raise RefusedError(500, f"{FAILED}failed json decoding header value") from None
    for key in ("key", "value"):
        if key not in field:
            raise RefusedError(500, f"{FAILED}decoded header lacked `{key}` field")
    if len(field) != 2:
        raise RefusedError(500, f"{FAILED}unexpected field in decoded request parameter")
    return dict(field)
