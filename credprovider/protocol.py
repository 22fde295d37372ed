"""cargo's credential-provider protocol, version 1: a request line in, an answer line out. Pure: no I/O, no settings.

Source: the Cargo Book, chapter "Credential Provider Protocol", and what cargo 1.95 really sends and accepts.
"""

from credprovider.errors import OperationNotSupported, Other, ProviderError
from credprovider.json_text import JsonError, parse, render
from credprovider.token import Secret, Token
from credprovider.visible import visible

MAX_LINE = 1024 * 1024  # bytes; cargo's requests have a few hundred, the registry's headers included
OPERATIONS = ("read", "publish", "yank", "unyank", "owners")
KINDS = ("get", "login", "logout")
_NEEDED = {
    "publish": ("name", "vers", "cksum"),
    "yank": ("name", "vers"),
    "unyank": ("name", "vers"),
    "owners": ("name",),
}


class Request:
    """One request of cargo's.

    index_url: the registry's key, as cargo sent it. name: the project's name for it, or None: a hint, never a key.
    kind, operation: as sent, possibly unknown; "" when absent. token: what `cargo login` was given, unchecked, or
    None. login_url: where the registry says that tokens are made, or None. arguments: those that stand behind the
    program's name in cargo's configuration, and behind `--` of `cargo login`. crate: the name of the crate that it is
    about, "" for none. missing: names of the fields that the operation needs and that are not there.
    """

    __slots__ = ("arguments", "crate", "index_url", "kind", "login_url", "missing", "name", "operation", "token")

    def __init__(self, fields: dict[str, object]) -> None:
        registry = fields.get("registry")
        if not isinstance(registry, dict):
            raise Other("the request has no object `registry`")
        self.index_url = _text(registry, "index-url") or ""
        if not self.index_url:
            raise Other("the request has no `registry.index-url`")
        self.name = _text(registry, "name")
        _texts(registry, "headers")  # advisory, and chosen by the registry: looked at for its type alone
        self.kind = _text(fields, "kind") or ""
        self.operation = _text(fields, "operation") or ""
        token = _text(fields, "token")
        self.token = None if token is None else Secret(token)
        self.login_url = _text(fields, "login-url")
        self.arguments = _texts(fields, "args")
        self.crate = _text(fields, "name") or ""
        present = {key for key in ("name", "vers", "cksum") if _text(fields, key)}
        self.missing = [key for key in _NEEDED.get(self.operation, ()) if key not in present]

    def check_action(self) -> None:
        """Raise OperationNotSupported for a kind or operation of a later protocol, Other for an operation with a
        field missing.

        Called after the URL was found to be served: a foreign registry gets url-not-supported whatever it is asked for.
        """
        if self.kind not in KINDS:
            raise OperationNotSupported(f"cargo asked for the unknown kind `{visible(self.kind)}`")
        if self.kind == "get" and self.operation not in OPERATIONS:
            raise OperationNotSupported(
                f"cargo asked for a token for the unknown operation `{visible(self.operation)}`"
            )
        if self.kind == "get" and self.missing:
            raise Other(f"the request for a token to {self.operation} has no `{self.missing[0]}`")


def parse_request(line: bytes) -> Request:
    """Return the request in `line`. Unknown fields are ignored at every level; an optional one may be null.

    Raises Other: empty, not strict JSON, not an object, another protocol version, no index URL, a known field of
    another type.
    """
    if not line.strip():
        raise Other("empty request: expected one line of JSON from cargo")
    fields = _parsed(line)
    if not isinstance(fields, dict):
        raise Other("the request is not a JSON object")
    version = fields.get("v")
    if type(version) is not int or version != 1:
        shown = str(version) if type(version) is int else "(none)"
        raise Other(f"unsupported protocol version {shown}: this provider speaks version 1")
    return Request(fields)


def token_answer(value: Token, *, cache: str, expiration: int | None, operation_independent: bool) -> bytes:
    """Return the line that gives cargo a token.

    cache: "never", "session", or "expires" with `expiration` in unix seconds. operation_independent: whether cargo
    may use the token of one operation for all the others in the same run.
    """
    answer: dict[str, object] = {"kind": "get", "token": value.reveal(), "cache": cache}
    if expiration is not None:
        answer["expiration"] = expiration
    answer["operation_independent"] = operation_independent
    return _line({"Ok": answer})


def done_answer(kind: str) -> bytes:
    """Return the line that says that a login or logout (`kind`) succeeded."""
    return _line({"Ok": {"kind": kind}})


def error_answer(error: ProviderError) -> bytes:
    """Return the line for a refusal."""
    fields: dict[str, object] = {"kind": error.kind}
    if isinstance(error, Other):
        fields["message"] = error.message
        if error.causes:
            fields["caused-by"] = error.causes
    return _line({"Err": fields})


def _line(value: dict[str, object]) -> bytes:
    return render(value).encode("ascii") + b"\n"


def _parsed(line: bytes) -> object:
    try:
        return parse(line)
    except JsonError as error:
        reason = str(error)
    raise Other("the request is not the JSON that cargo sends", (reason,))


def _text(fields: dict[str, object], key: str) -> str | None:
    value = fields.get(key)
    if value is None or isinstance(value, str):
        return value
    raise Other(f"the request's `{key}` is not a string")


def _texts(fields: dict[str, object], key: str) -> list[str]:
    value = fields.get(key)
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise Other(f"the request's `{key}` is not a list of strings")
