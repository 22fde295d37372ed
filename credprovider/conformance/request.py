"""Requests as cargo 1.95 sends them. Source: the Cargo Book, chapter "Credential Provider Protocol"."""

import json
from collections.abc import Mapping, Sequence

OPERATIONS: Mapping[str, Mapping[str, str]] = {
    "read": {},
    "publish": {"name": "conformance", "vers": "1.0.0", "cksum": "0" * 64},
    "yank": {"name": "conformance", "vers": "1.0.0"},
    "unyank": {"name": "conformance", "vers": "1.0.0"},
    "owners": {"name": "conformance"},
}
"""Every operation of `get`, with the fields that belong to it."""

REGISTRY_NAME = "conformance"

Fields = dict[str, object]


def request(
    url: str, kind: str, *, name: str | None = REGISTRY_NAME, args: Sequence[str] = (), **more: object
) -> Fields:
    """Return a request about the registry `url`.

    name: the registry's, None when cargo has none. args: the provider's arguments in cargo's configuration; cargo
    leaves an empty list out. more: fields of the kind; an underscore in a name becomes a dash.
    """
    registry: Fields = {"index-url": url} if name is None else {"index-url": url, "name": name}
    fields: Fields = {"v": 1, "registry": registry, "kind": kind}
    fields |= {key.replace("_", "-"): value for key, value in more.items()}
    return fields | ({"args": list(args)} if args else {})


def in_registry(fields: Fields, **more: object) -> Fields:
    """Return the request with further fields in its `registry`; an underscore in a name becomes a dash."""
    own = fields["registry"]
    added = {key.replace("_", "-"): value for key, value in more.items()}
    return {**fields, "registry": {**(own if isinstance(own, dict) else {}), **added}}


def line_of(fields: object) -> bytes:
    """Return the line for a request, or for whatever JSON value is sent in its place."""
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
