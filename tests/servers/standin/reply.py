"""The bodies in which a Vault answers: the envelope of a success, the list of errors, and nothing."""

import json
import uuid
from dataclasses import dataclass

PERMISSION_DENIED = "permission denied"
DENIED_BY_POLICY = "1 error occurred:\n\t* permission denied\n\n"
UNSUPPORTED_OPERATION = "1 error occurred:\n\t* unsupported operation\n\n"
UNSUPPORTED_PATH = "1 error occurred:\n\t* unsupported path\n\n"


@dataclass(frozen=True)
class Reply:
    """One answer: status, body, and its content type; location for a redirect alone; login_failed: whether inline auth
    was what failed.
    """

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    location: str | None = None
    login_failed: bool = False


class RefusedError(Exception):
    """A request that ends here. reply: the answer; errors: its texts, for the audit log."""

    def __init__(self, status: int, *errors: str, login_failed: bool = False) -> None:
        super().__init__(*errors)
        self.reply = Reply(status, _json({"errors": errors}), login_failed=login_failed)


def success(
    data: object = None,
    *,
    status: int = 200,
    lease_duration: int = 0,
    warnings: list[str] | None = None,
    auth: object = None,
) -> Reply:
    """Return the envelope of a success; with another status it is how KV version 2 says `deleted` and `wrong path`."""
    envelope = {
        "request_id": str(uuid.uuid4()),
        "lease_id": "",
        "renewable": False,
        "lease_duration": lease_duration,
        "data": json.loads(json.dumps(data, sort_keys=True)),  # the order in which a real server writes them
        "wrap_info": None,
        "warnings": warnings,
        "auth": auth,
    }
    return Reply(status, _json(envelope))


def bare(data: object, status: int = 200) -> Reply:
    """Return a body without the envelope, as sys/health and its like do."""
    return Reply(status, _json(data))


def done() -> Reply:
    """Return the answer of a write that has nothing to say."""
    return Reply(204)


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
