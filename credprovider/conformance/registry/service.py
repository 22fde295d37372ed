"""From a request to its answer: which path means what, and which right it needs."""

import hashlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from credprovider.conformance.registry.accounts import Account
from credprovider.conformance.registry.crates import ApiError, Crate, Crates
from credprovider.conformance.registry.index import path_of

VERSION_PATH = re.compile(r"/api/v1/crates/([^/]+)/([^/]+)/(yank|unyank|download)")
OWNERS_PATH = re.compile(r"/api/v1/crates/([^/]+)/owners")


@dataclass(frozen=True)
class Asked:
    """One request, with the header values that matter; absent ones are empty."""

    method: str
    path: str
    query: str = ""
    authorization: str = ""
    if_none_match: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Given:
    """One answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Service:
    """The registry without its socket. base: its URL, without a slash at the end; known once it listens.

    auth_required: reading takes a token, and config.json says so. open_config: config.json itself takes none, as
    some registries have it.
    """

    def __init__(
        self, crates: Crates, accounts: Sequence[Account], *, auth_required: bool, open_config: bool = False
    ) -> None:
        self.base = ""
        self._open_config = open_config
        self._crates = crates
        self._accounts = accounts
        self._auth_required = auth_required
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Given:
        """Answer one request; requests are taken one at a time."""
        with self._lock:
            try:
                return self._route(asked)
            except ApiError as error:
                return self._refusal(error)

    def _route(self, asked: Asked) -> Given:
        if asked.path.startswith("/index/") and asked.method == "GET":
            if not (self._open_config and asked.path == "/index/config.json"):
                self._reader(asked)
            return self._index(asked.path.removeprefix("/index/"), asked.if_none_match)
        if version := VERSION_PATH.fullmatch(asked.path):
            return self._version(asked, *version.groups())
        if owners := OWNERS_PATH.fullmatch(asked.path):
            return self._owners(asked, owners[1])
        match asked.method, asked.path:
            case "PUT", "/api/v1/crates/new":
                self._crates.publish(asked.body, self._account(asked, "publish").user)
                warnings: dict[str, list[str]] = {"invalid_categories": [], "invalid_badges": [], "other": []}
                return _json({"warnings": warnings})
            case "GET", "/api/v1/crates":
                self._reader(asked)
                found = self._crates.search(parse_qs(asked.query).get("q", [""])[0])
                return _json({"crates": found, "meta": {"total": len(found)}})
            case "GET", "/me":
                return Given(200, b"Your token is shown here.\n", {"Content-Type": "text/plain"})
        raise ApiError(404, "not found")

    def _version(self, asked: Asked, name: str, version: str, action: str) -> Given:
        match asked.method, action:
            case "GET", "download":
                self._reader(asked)
                self._crates.find(name).line(version)
                return Given(200, self._crates.find(name).files[version], {"Content-Type": "application/gzip"})
            case ("DELETE", "yank") | ("PUT", "unyank"):
                crate = self._owned(asked, name, "yank")
                crate.line(version)["yanked"] = action == "yank"
                return _json({"ok": True})
        raise ApiError(405, f"{asked.method} is not for {action}")

    def _owners(self, asked: Asked, name: str) -> Given:
        crate = self._owned(asked, name, "owners")
        if asked.method == "GET":
            users = [{"id": number, "login": login, "name": None} for number, login in enumerate(crate.owners, start=1)]
            return _json({"users": users})
        named = json.loads(asked.body or b"{}").get("users", [])
        match asked.method:
            case "PUT":
                crate.owners += [user for user in named if user not in crate.owners]
                return _json({"ok": True, "msg": f"{', '.join(named)} added as owner of crate {name}"})
            case "DELETE" if set(named) >= set(crate.owners):
                raise ApiError(400, "cannot remove all individual owners of a crate")
            case "DELETE":
                crate.owners = [user for user in crate.owners if user not in named]
                return _json({"ok": True, "msg": f"owners of crate {name} removed"})
        raise ApiError(405, f"{asked.method} is not for owners")

    def _index(self, path: str, seen: str) -> Given:
        if path == "config.json":
            config: dict[str, Any] = {"dl": f"{self.base}/api/v1/crates", "api": self.base}
            return _json({**config, "auth-required": True} if self._auth_required else config)
        crate = self._crates.find(path.rpartition("/")[2])
        if path != path_of(crate.name):
            raise ApiError(404, "not found")
        body = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in crate.lines).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if seen == tag:
            return Given(304, headers={"ETag": tag})
        return Given(200, body, {"ETag": tag, "Content-Type": "text/plain"})

    def _reader(self, asked: Asked) -> None:
        """Let everybody read a public registry, and a token with that right one that requires authentication."""
        if self._auth_required:
            self._account(asked, "read")

    def _owned(self, asked: Asked, name: str, right: str) -> Crate:
        account, crate = self._account(asked, right), self._crates.find(name)
        if account.user not in crate.owners:
            raise ApiError(403, "must already be an owner to do this")
        return crate

    def _account(self, asked: Asked, right: str) -> Account:
        if not asked.authorization:
            raise ApiError(401, "this action requires authentication")
        for account in self._accounts:
            if account.token == asked.authorization:
                if right not in account.rights:
                    raise ApiError(403, f"this token does not have the right to {right}")
                return account
        raise ApiError(401, "this token is not known here")

    def _refusal(self, error: ApiError) -> Given:
        login = {"WWW-Authenticate": f'Cargo login_url="{self.base}/me"'} if error.status == 401 else {}
        refused = _json({"errors": [{"detail": error.detail}]})
        return Given(error.status, refused.body, {**refused.headers, **login})


def _json(value: object) -> Given:
    return Given(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
