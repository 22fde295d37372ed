"""Userpass and LDAP as the server has them: a login is a password for the user in the path."""

from abc import ABC, abstractmethod
from typing import Any

from tests.servers.directory import NoDirectoryError, bind
from tests.servers.standin.reply import (
    PERMISSION_DENIED,
    UNSUPPORTED_OPERATION,
    UNSUPPORTED_PATH,
    RefusedError,
    Reply,
    done,
)
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens, seconds


class Passwords(ABC):
    """One mount of either method. kind: its name, with which the display names of its tokens begin."""

    open_paths: tuple[str, ...] = ("login/*",)
    kind: str

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.users: dict[str, dict[str, Any]] = {}
        self.config: dict[str, Any] = {}

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request below the mount; RefusedError for what the server refuses."""
        match path.split("/"):
            case ["login", name] if name:
                if request.operation != "update":
                    raise RefusedError(405, UNSUPPORTED_OPERATION)
                return self._login(name, str(request.fields().get("password", "")))
            case ["users", name] if request.operation == "update":
                self.users.setdefault(name.lower(), {}).update(request.fields())
                return done()
            case ["config"] if request.operation == "update":
                self.config.update(request.fields())
                return done()
        raise RefusedError(404, UNSUPPORTED_PATH)

    def _login(self, written: str, password: str) -> Reply:
        name = written.lower()
        given = self.check(name, password)
        ttl, uses = seconds(given.get("token_ttl", 0)), int(given.get("token_num_uses", 0))
        return self._tokens.issue(
            given.get("token_policies", []),
            ttl,
            num_uses=uses,
            metadata={"username": name},
            display_name=f"{self.kind}-{name}",
            path=f"auth/{self.kind}/login/{written}",
        )

    @abstractmethod
    def check(self, name: str, password: str) -> dict[str, Any]:
        """Return the settings of the token for this user; RefusedError for a wrong password."""


class Userpass(Passwords):
    """The users are the mount's own."""

    kind = "userpass"
    attempts = 5  # before the user is locked out; the server's default

    def check(self, name: str, password: str) -> dict[str, Any]:
        """Compare the password."""
        if not password:
            raise RefusedError(500, "missing password")
        user = self.users.get(name)
        if user is not None and user.get("failed", 0) >= self.attempts:
            raise RefusedError(403, PERMISSION_DENIED)
        if user is None or user.get("password") != password:
            if user is not None:
                user["failed"] = user.get("failed", 0) + 1
            raise RefusedError(400, "invalid username or password")
        user["failed"] = 0
        return user


class Ldap(Passwords):
    """The users are those of a directory, to which the mount binds as the one who logs in."""

    kind = "ldap"

    def check(self, name: str, password: str) -> dict[str, Any]:
        """Bind to the directory."""
        if not self.config:
            raise RefusedError(400, "auth method not configured")
        if not password:
            raise RefusedError(400, "password cannot be of zero length when passwordless binds are being denied")
        url = str(self.config["url"])
        try:
            known = bind(url, f"{self.config['userattr']}={name},{self.config['userdn']}", password)
        except NoDirectoryError as error:
            raise RefusedError(400, f'1 error occurred:\n\t* error connecting to host "{url}": {error}\n\n') from error
        if not known:
            raise RefusedError(400, "ldap operation failed: failed to bind as user")
        return self.config
