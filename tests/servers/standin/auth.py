"""The auth methods that the stand-in can mount below auth/; `AUTH_TYPES` is the list of them all."""

from collections.abc import Callable
from typing import Protocol

from tests.servers.standin.approle import AppRole
from tests.servers.standin.cert import Cert
from tests.servers.standin.jwt import Jwt
from tests.servers.standin.kubernetes import Kubernetes
from tests.servers.standin.oidc import Oidc
from tests.servers.standin.passwords import Ldap, Userpass
from tests.servers.standin.reply import Reply
from tests.servers.standin.request import Request
from tests.servers.standin.tokens import Tokens


class AuthMount(Protocol):
    """One mounted method. open_paths: those below the mount that need no token; a `*` at the end stands for more."""

    open_paths: tuple[str, ...]

    def answer(self, path: str, request: Request) -> Reply:
        """Answer a request for `path` below the mount; RefusedError for what the server refuses."""


AUTH_TYPES: dict[str, Callable[[Tokens], AuthMount]] = {
    "approle": AppRole,
    "jwt": Jwt,
    "kubernetes": Kubernetes,
    "cert": Cert,
    "userpass": Userpass,
    "ldap": Ldap,
    "oidc": Oidc,
}


def is_open(mount: AuthMount, path: str) -> bool:
    """Say whether `path` below `mount` needs no token."""
    return any(path == each or (each.endswith("*") and path.startswith(each[:-1])) for each in mount.open_paths)
